/// Nodes that find each other and what each of them does. Imports Vert.x alone. Start reading at
/// [io.polygate.cluster.ClusterConfig].
@NullMarked
package io.polygate.cluster;

import org.jspecify.annotations.NullMarked;

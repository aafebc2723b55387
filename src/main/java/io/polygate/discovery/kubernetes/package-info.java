/// Endpoints from Kubernetes: the EndpointSlices of services, with what is annotated at them.
///
/// Imports `model` and Vert.x. Start reading at [io.polygate.discovery.kubernetes.KubernetesDiscovery].
@NullMarked
package io.polygate.discovery.kubernetes;

import org.jspecify.annotations.NullMarked;

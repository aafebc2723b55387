/// The operators' door: what routing knows and does, and steering it, over HTTP and JSON at `/loadbalancer` and
/// `/admin/v1`. Imports `bus`, `edge`, `model`; start reading at [io.polygate.door.admin.AdminVerticle].
///
/// Who may do so is routing's to say, also of what this node itself knows.
@NullMarked
package io.polygate.door.admin;

import org.jspecify.annotations.NullMarked;

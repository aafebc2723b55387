package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;

/// How a request is served once it is known what it asks for.
interface Serving {

    /// A request without a body, or with one that says nothing.
    void bodiless(EdgeRequest request, Shape shape);

    void json(EdgeRequest request, Shape shape);

    /// A form with files, or the same as JSON.
    void form(EdgeRequest request, Shape shape);
}

package io.polygate.door.graphql;

import graphql.ExecutionResult;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Brings the results of a subscription to a client at the client's pace: the next one is asked for when there is room
/// for it.
final class StreamAnswer implements Subscriber<ExecutionResult> {

    private final Outlet outlet;
    private @Nullable Subscription subscription;
    private boolean over;

    /// Where results go.
    interface Outlet {

        void next(ExecutionResult result);

        /// The last word, where it is an error.
        void failed(ExecutionResult errors);

        void complete();

        /// Runs it when there is room: now or later.
        void whenRoom(Runnable action);
    }

    StreamAnswer(Outlet outlet) {
        this.outlet = outlet;
    }

    @Override
    public void onSubscribe(Subscription given) {
        if (over) {
            given.cancel();
            return;
        }
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(ExecutionResult result) {
        if (over) {
            return;
        }
        outlet.next(result);
        outlet.whenRoom(() -> {
            if (!over && subscription != null) {
                subscription.request(1);
            }
        });
    }

    @Override
    public void onError(Throwable cause) {
        if (!over) {
            over = true;
            outlet.failed(Engine.failed(cause));
        }
    }

    @Override
    public void onComplete() {
        if (!over) {
            over = true;
            outlet.complete();
        }
    }

    /// The client wants no more.
    void cancel() {
        over = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}

package io.kvasir.routing;

import io.grpc.Deadline;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.routing.execute.AttemptTimeouts;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.routing.retry.Backoff;
import io.kvasir.testkit.cluster.FakeCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What tests of the routing core share: a core without a control plane, whose map is put in.
final class RoutingCoreFixture {
    static final RoutingConfig CONFIG =
            new RoutingConfig(
                    List.of(),
                    Optional.empty(),
                    "",
                    new Backoff(Duration.ofMillis(5), Duration.ofMillis(50)),
                    AttemptTimeouts.DEFAULT);

    private RoutingCoreFixture() {}

    static RoutingCore core(FakeCluster cluster) {
        RoutingCore core = RoutingCore.start(CONFIG, RoutingEvents.NONE);
        core.cache().update(cluster.update(1));
        return core;
    }

    static Deadline within(long millis) {
        return Deadline.after(millis, TimeUnit.MILLISECONDS);
    }

    static Item key(String partition, long sort) {
        return Item.of("pk", AttributeValue.of(partition)).with("sk", AttributeValue.of(sort));
    }

    static Item item(String partition, long sort, String text) {
        return key(partition, sort).with("text", AttributeValue.of(text));
    }

    static PutItem put(Item item, String token) {
        return new PutItem(
                FakeCluster.TABLE.name(),
                EncodedItem.of(item),
                WriteOptions.DEFAULT.withClientRequestToken(token));
    }

    static DeleteItem delete(Item key) {
        return new DeleteItem(FakeCluster.TABLE.name(), key, WriteOptions.DEFAULT);
    }

    static RequestFailure failure(CompletableFuture<?> future) {
        try {
            Object value = DataPlane.await(future);
            throw new AssertionError("expected a failure, got " + value);
        } catch (RequestFailedException e) {
            return e.failure();
        }
    }
}

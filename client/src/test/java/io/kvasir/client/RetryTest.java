package io.kvasir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.proto.v1.BatchGetItemRequest;
import io.kvasir.proto.v1.BatchGetItemResponse;
import io.kvasir.proto.v1.BatchWriteItemRequest;
import io.kvasir.proto.v1.BatchWriteItemResponse;
import io.kvasir.proto.v1.ErrorDetail;
import io.kvasir.proto.v1.GetItemResponse;
import io.kvasir.proto.v1.PutItemRequest;
import io.kvasir.proto.v1.UnprocessedWrite;
import io.kvasir.proto.v1.WriteItemResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetryTest {
    private static final Item ITEM = Item.of("pk", AttributeValue.of("a"));
    private static final WriteItemResponse DONE = WriteItemResponse.getDefaultInstance();

    private final ScriptedTransport transport = new ScriptedTransport();

    @Test
    void aWriteIsSentAgainUnderItsFirstTokenUntilItIsAnswered() {
        transport
                .lose(Status.Code.UNAVAILABLE, true)
                .fail(ErrorCode.OUTCOME_UNKNOWN)
                .fail(ErrorCode.THROTTLED)
                .answer(DONE);
        try (KvasirClient client = client(true)) {
            client.put(PutItem.into("t-a-b", ITEM));
        }
        List<String> tokens =
                transport.requests().stream()
                        .map(request -> ((PutItemRequest) request).getClientRequestToken())
                        .distinct()
                        .toList();
        assertThat(transport.requests()).hasSize(4);
        assertThat(tokens).hasSize(1);
        assertThat(tokens.getFirst()).hasSize(36);
    }

    @Test
    void whatPausesBetweenAttemptsEndsWhenTheClientIsClosed() {
        transport.fail(ErrorCode.UNAVAILABLE);
        KvasirClient client = client(true);
        var write = client.async().put(PutItem.into("t-a-b", ITEM));
        client.close();
        assertThat(write)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(KvasirException.class);
    }

    @Test
    void withoutATokenAWriteThatLeftIsNotSentAgain() {
        transport.lose(Status.Code.UNAVAILABLE, true).answer(DONE);
        try (KvasirClient client = client(false)) {
            assertThatThrownBy(() -> client.put(PutItem.into("t-a-b", ITEM)))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .satisfies(e -> assertThat(((KvasirException) e).isOutcomeUnknown()).isTrue());
        }
        assertThat(transport.requests()).hasSize(1);
    }

    @Test
    void withoutATokenAWriteThatNeverLeftOrWasRefusedIsSentAgain() {
        transport
                .lose(Status.Code.UNAVAILABLE, false)
                .fail(ErrorCode.UNAVAILABLE)
                .fail(ErrorCode.REJECTED)
                .answer(DONE);
        try (KvasirClient client = client(false)) {
            client.put(PutItem.into("t-a-b", ITEM));
        }
        assertThat(transport.requests()).hasSize(4);
    }

    @Test
    void doubtOutlivesLaterRefusals() {
        transport.lose(Status.Code.UNAVAILABLE, true).fail(ErrorCode.UNAVAILABLE);
        try (KvasirClient client = client(true)) {
            assertThatThrownBy(() ->
                            client.put(PutItem.into("t-a-b", ITEM).timeout(Duration.ofMillis(200))))
                    .isInstanceOf(OutcomeUnknownException.class);
        }
        assertThat(transport.requests().size()).isGreaterThan(1);
    }

    @Test
    void theDeadlineTellsWhatStoodInTheWay() {
        transport.fail(ErrorCode.UNAVAILABLE).lose(Status.Code.DEADLINE_EXCEEDED, true);
        try (KvasirClient client = client(true)) {
            assertThatThrownBy(() ->
                            client.get(GetItem.from("t-a-b", ITEM).timeout(Duration.ofMillis(200))))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("UNAVAILABLE: as the script says");
        }
    }

    @Test
    void readsAreSentAgainWhateverHappened() {
        transport
                .lose(Status.Code.UNAVAILABLE, true)
                .lose(Status.Code.UNKNOWN, true)
                .fail(ErrorCode.INTERNAL)
                .answer(GetItemResponse.getDefaultInstance());
        try (KvasirClient client = client(false)) {
            assertThat(client.get(GetItem.from("t-a-b", ITEM)).item()).isEmpty();
        }
    }

    @Test
    void whatIsFinalIsTypedAndNotSentAgain() {
        transport.fail(ErrorCode.CONDITION_FAILED);
        try (KvasirClient client = client(true)) {
            assertThatThrownBy(() -> client.put(PutItem.into("t-a-b", ITEM).onlyIfAbsent("pk")))
                    .isInstanceOf(ConditionFailedException.class);
            transport.fail(ErrorCode.TABLE_NOT_FOUND);
        }
        assertThat(transport.requests()).hasSize(1);
    }

    @Test
    void aThrottledRequestWaitsAsLongAsItIsTold() {
        transport.fail(ErrorCode.THROTTLED, Duration.ofMillis(150)).answer(DONE);
        long start = System.nanoTime();
        try (KvasirClient client = client(true)) {
            client.put(PutItem.into("t-a-b", ITEM));
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(150_000_000L);
    }

    @Test
    void aBatchSendsAgainOnlyWhatCameBackAndUnderTheSameTokens() {
        Random dice = new Random(5);
        List<String> done = new ArrayList<>();
        transport.answerWith(request -> {
            BatchWriteItemResponse.Builder reply = BatchWriteItemResponse.newBuilder();
            for (var write : ((BatchWriteItemRequest) request).getWritesList()) {
                if (dice.nextInt(3) == 0) {
                    reply.addUnprocessed(
                            UnprocessedWrite.newBuilder()
                                    .setWrite(write)
                                    .setError(
                                            ErrorDetail.newBuilder()
                                                    .setCode(ErrorCode.OUTCOME_UNKNOWN.number())));
                } else {
                    done.add(write.getClientRequestToken());
                }
            }
            return reply.build();
        });
        try (KvasirClient client = client(true)) {
            BatchWriteResult result =
                    client.batchWrite(
                            BatchWrite.of(
                                    IntStream.range(0, 60)
                                            .mapToObj(i ->
                                                    new BatchWrite.Put(
                                                            "t-a-b",
                                                            Item.of(
                                                                    "pk",
                                                                    AttributeValue.of("k" + i))))
                                            .toList()));
            assertThat(result.unprocessed()).isEmpty();
        }
        assertThat(done).hasSize(60).doesNotHaveDuplicates();
        assertThat(transport.requests())
                .allMatch(request -> ((BatchWriteItemRequest) request).getWritesCount() <= 25);
    }

    @Test
    void withoutTokensABatchNamesWhatIsUnknownAndDoesNotRepeatIt() {
        transport.answerWith(request -> {
            var write = ((BatchWriteItemRequest) request).getWrites(0);
            return BatchWriteItemResponse.newBuilder()
                    .addUnprocessed(
                            UnprocessedWrite.newBuilder()
                                    .setWrite(write)
                                    .setError(
                                            ErrorDetail.newBuilder()
                                                    .setCode(ErrorCode.OUTCOME_UNKNOWN.number())))
                    .build();
        });
        try (KvasirClient client = client(false)) {
            BatchWriteResult result =
                    client.batchWrite(BatchWrite.EMPTY.put("t-a-b", ITEM).delete("t-a-b", ITEM));
            assertThat(result.unprocessed()).hasSize(1);
            assertThat(result.unprocessed().getFirst().reason())
                    .isInstanceOf(OutcomeUnknownException.class);
        }
        assertThat(transport.requests()).hasSize(1);
    }

    @Test
    void aBatchGetAsksAgainForWhatDidNotFit() {
        transport.answerWith(request -> {
            var table = ((BatchGetItemRequest) request).getTables(0);
            int fits = Math.min(7, table.getKeysCount());
            var reply = BatchGetItemResponse.newBuilder();
            var items = io.kvasir.proto.v1.ItemsOfTable.newBuilder().setTable("t-a-b");
            table.getKeysList().subList(0, fits).forEach(items::addItems);
            reply.addTables(items);
            if (fits < table.getKeysCount()) {
                var rest = table.toBuilder().clearKeys();
                table.getKeysList().subList(fits, table.getKeysCount()).forEach(rest::addKeys);
                reply.addUnprocessed(rest);
            }
            return reply.build();
        });
        List<Item> keys =
                IntStream.range(0, 130)
                        .mapToObj(i -> Item.of("pk", AttributeValue.of("k" + i)))
                        .toList();
        try (KvasirClient client = client(true)) {
            BatchGetResult result = client.batchGet(BatchGet.from("t-a-b", keys));
            assertThat(result.unprocessed()).isEmpty();
            assertThat(result.items().get("t-a-b")).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    private KvasirClient client(boolean tokens) {
        ClientConfig config =
                new ClientConfig(
                        List.of(),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        tokens,
                        false);
        return KvasirClient.over(config, transport, new Random(1));
    }
}

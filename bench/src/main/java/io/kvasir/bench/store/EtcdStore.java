package io.kvasir.bench.store;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.kvasir.bench.store.EtcdMessages.KeyValue;
import io.kvasir.bench.store.EtcdMessages.Marshaller;
import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import io.kvasir.model.Bytes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// etcd by its gRPC protocol. Writes and linearizable reads go to the leader, which saves etcd a
/// hop inside; serializable reads go to all members in turn.
public final class EtcdStore implements Store {
    private static final long TIMEOUT_SECONDS = 10;
    private static final MethodDescriptor<byte[], byte[]> RANGE = unary("KV/Range");
    private static final MethodDescriptor<byte[], byte[]> PUT = unary("KV/Put");
    private static final MethodDescriptor<byte[], byte[]> TXN = unary("KV/Txn");
    private static final MethodDescriptor<byte[], byte[]> STATUS = unary("Maintenance/Status");

    private final List<ManagedChannel> members;
    private final Channel leader;
    private final AtomicInteger turn = new AtomicInteger();

    private EtcdStore(List<ManagedChannel> members, Channel leader) {
        this.members = members;
        this.leader = leader;
    }

    /// @throws io.grpc.StatusRuntimeException where a member does not answer
    public static EtcdStore connect(List<String> endpoints) {
        List<ManagedChannel> members =
                endpoints.stream()
                        .map(endpoint ->
                                NettyChannelBuilder.forTarget("dns:///" + endpoint)
                                        .usePlaintext()
                                        .directExecutor()
                                        .build())
                        .toList();
        try {
            return new EtcdStore(members, leader(members));
        } catch (StatusRuntimeException e) {
            members.forEach(ManagedChannel::shutdownNow);
            throw e;
        }
    }

    private static Channel leader(List<ManagedChannel> members) {
        Channel leader = members.getFirst();
        for (Channel member : members) {
            if (EtcdMessages.isLeader(call(member, STATUS, new byte[0]))) {
                leader = member;
            }
        }
        return leader;
    }

    @Override
    public String whyNot(Workload workload) {
        return "";
    }

    @Override
    public void prepare() {
        // There are no tables.
    }

    @Override
    public void perform(Operation operation) {
        switch (operation) {
            case Operation.Put(long key, Bytes value) ->
                    call(leader, PUT, EtcdMessages.put(key(key), value.array()));
            case Operation.Get(long key, Freshness freshness) -> get(key, freshness);
            case Operation.ReadThenPut(long key, Bytes value, Freshness freshness) -> {
                get(key, freshness);
                call(leader, PUT, EtcdMessages.put(key(key), value.array()));
            }
            case Operation.PutIn(long collection, long place, Bytes value) ->
                    call(leader, PUT, EtcdMessages.put(member(collection, place), value.array()));
            case Operation.ItemsFrom(long collection, long place, int count) ->
                    call(
                            any(),
                            RANGE,
                            EtcdMessages.range(
                                    member(collection, place), end(collection), count, false));
            case Operation.Newest(long collection, int count) ->
                    call(
                            any(),
                            RANGE,
                            EtcdMessages.range(
                                    member(collection, 0), end(collection), count, true));
            case Operation.Count(long counter) -> count(EtcdMessages.utf8("counter-" + counter));
            case Operation.PutAll(List<Long> keys, Bytes value) ->
                    call(
                            leader,
                            TXN,
                            EtcdMessages.putAll(
                                    keys.stream()
                                            .map(key -> EtcdMessages.put(key(key), value.array()))
                                            .toList()));
        }
    }

    private void get(long key, Freshness freshness) {
        switch (freshness) {
            case STRONG -> call(leader, RANGE, EtcdMessages.range(key(key), false));
            case EVENTUAL -> call(any(), RANGE, EtcdMessages.range(key(key), true));
        }
    }

    /// As etcd's own concurrency recipes do it: read, then write where nobody else has.
    private void count(byte[] counter) {
        boolean counted = false;
        while (!counted) {
            KeyValue now =
                    EtcdMessages.first(call(leader, RANGE, EtcdMessages.range(counter, false)));
            String text = new String(now.value(), java.nio.charset.StandardCharsets.UTF_8);
            long next = text.isEmpty() ? 1 : Long.parseLong(text) + 1;
            byte[] txn =
                    EtcdMessages.putIfUnchanged(
                            counter, now.modRevision(), EtcdMessages.utf8(Long.toString(next)));
            counted = EtcdMessages.succeeded(call(leader, TXN, txn));
        }
    }

    private Channel any() {
        return members.get(Math.floorMod(turn.getAndIncrement(), members.size()));
    }

    @Override
    public void close() {
        members.forEach(ManagedChannel::shutdownNow);
    }

    private static byte[] key(long key) {
        return EtcdMessages.utf8("items/" + Keys.text(key));
    }

    private static byte[] member(long collection, long place) {
        return EtcdMessages.utf8("collections/" + Keys.text(collection) + "/" + Keys.text(place));
    }

    /// The character behind the slash.
    private static byte[] end(long collection) {
        return EtcdMessages.utf8("collections/" + Keys.text(collection) + "0");
    }

    private static byte[] call(
            Channel channel, MethodDescriptor<byte[], byte[]> method, byte[] request) {
        return ClientCalls.blockingUnaryCall(
                channel,
                method,
                CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS),
                request);
    }

    private static MethodDescriptor<byte[], byte[]> unary(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("etcdserverpb." + name)
                .setRequestMarshaller(Marshaller.BYTES)
                .setResponseMarshaller(Marshaller.BYTES)
                .build();
    }
}

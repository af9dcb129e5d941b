package io.kvasir.control.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.kvasir.proto.v1.MapUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A router's map stream that takes all that comes, unless it stalls.
final class MapStream extends ServerCallStreamObserver<EncodedUpdate> {
    private static EncodedUpdate lastParsed;
    private static MapUpdate lastHead;

    private Runnable onCancel = () -> {};
    private Runnable onReady = () -> {};
    private boolean map;
    private long version;
    private boolean inOrder = true;
    private boolean stalled;
    private boolean ended;

    boolean hasMap() {
        return map;
    }

    long version() {
        return version;
    }

    /// No update was of an older version than the one before.
    boolean isInOrder() {
        return inOrder;
    }

    boolean isEnded() {
        return ended;
    }

    void cancel() {
        ended = true;
        onCancel.run();
    }

    void stall() {
        stalled = true;
    }

    void resume() {
        stalled = false;
        onReady.run();
    }

    @Override
    public void onNext(EncodedUpdate update) {
        MapUpdate head = head(update);
        map |= head.getFull();
        inOrder &= head.getVersion() >= version;
        version = head.getVersion();
    }

    /// The same bytes come to many: they are parsed once.
    private static MapUpdate head(EncodedUpdate update) {
        if (update != lastParsed) {
            try {
                lastHead = MapUpdate.parseFrom(EncodedUpdate.MARSHALLER.stream(update));
                lastParsed = update;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return lastHead;
    }

    @Override
    public void onError(Throwable failure) {
        ended = true;
    }

    @Override
    public void onCompleted() {
        ended = true;
    }

    @Override
    public boolean isCancelled() {
        return ended;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        onCancel = handler;
    }

    @Override
    public boolean isReady() {
        return !stalled && !ended;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        onReady = handler;
    }

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
}

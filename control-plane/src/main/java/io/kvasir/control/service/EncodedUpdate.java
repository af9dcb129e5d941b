package io.kvasir.control.service;

import io.grpc.MethodDescriptor;
import io.kvasir.proto.v1.MapUpdate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// An update as it goes over the wire: encoded once, for however many watchers.
final class EncodedUpdate {
    static final MethodDescriptor.Marshaller<EncodedUpdate> MARSHALLER =
            new MethodDescriptor.Marshaller<>() {
                @Override
                public InputStream stream(EncodedUpdate update) {
                    return new ByteArrayInputStream(update.wire);
                }

                @Override
                public EncodedUpdate parse(InputStream stream) {
                    try {
                        return new EncodedUpdate(stream.readAllBytes());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };

    private final byte[] wire;

    private EncodedUpdate(byte[] wire) {
        this.wire = wire;
    }

    static EncodedUpdate of(MapUpdate update) {
        return new EncodedUpdate(update.toByteArray());
    }

    int bytes() {
        return wire.length;
    }
}

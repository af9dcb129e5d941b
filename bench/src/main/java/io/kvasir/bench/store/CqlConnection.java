package io.kvasir.bench.store;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// One connection to a server that speaks CQL's binary protocol, version 4, shared by many callers:
/// each has a stream of its own on it.
final class CqlConnection implements AutoCloseable {
    static final int STARTUP = 0x01;
    static final int QUERY = 0x07;
    static final int PREPARE = 0x09;
    static final int EXECUTE = 0x0A;
    static final int BATCH = 0x0D;
    private static final int ERROR = 0x00;
    private static final int REQUEST_VERSION = 0x04;
    private static final int STREAMS = 2048;
    private static final long TIMEOUT_SECONDS = 15;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final ReentrantLock writing = new ReentrantLock();
    private final BlockingQueue<Integer> streams = new ArrayBlockingQueue<>(STREAMS);
    private final ConcurrentHashMap<Integer, CompletableFuture<byte[]>> waiting =
            new ConcurrentHashMap<>();

    private CqlConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out =
                new DataOutputStream(
                        new java.io.BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
        this.in =
                new DataInputStream(
                        new java.io.BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        for (int i = 0; i < STREAMS; i++) {
            streams.add(i);
        }
    }

    static CqlConnection open(String host, int port) {
        try {
            Socket socket = new Socket(host, port);
            socket.setTcpNoDelay(true);
            CqlConnection connection = new CqlConnection(socket);
            Thread.ofVirtual().name("cql-reader").start(connection::read);
            connection.call(
                    STARTUP,
                    body -> {
                        body.writeShort(1);
                        writeText(body, "CQL_VERSION");
                        writeText(body, "3.0.0");
                    });
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the body of a message.
    @FunctionalInterface
    interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    /// Sends a request and waits for the answer.
    ///
    /// @return the body of the answer
    /// @throws IllegalStateException where the server says that it failed
    byte[] call(int opcode, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        int stream;
        try {
            body.writeTo(new DataOutputStream(bytes));
            stream = streams.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        waiting.put(stream, answer);
        writing.lock();
        try {
            out.writeByte(REQUEST_VERSION);
            out.writeByte(0);
            out.writeShort(stream);
            out.writeByte(opcode);
            out.writeInt(bytes.size());
            bytes.writeTo(out);
            if (!writing.hasQueuedThreads()) {
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writing.unlock();
        }
        return await(answer);
    }

    private static byte[] await(CompletableFuture<byte[]> answer) {
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer in " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void read() {
        try {
            while (true) {
                in.skipNBytes(2);
                int stream = in.readShort();
                int opcode = in.readUnsignedByte();
                byte[] body = in.readNBytes(in.readInt());
                CompletableFuture<byte[]> answer = waiting.remove(stream);
                if (answer == null) {
                    continue;
                }
                // A stream whose caller gave up is not used again: its answer may still come.
                streams.add(stream);
                if (opcode == ERROR) {
                    answer.completeExceptionally(new IOException(CqlMessages.error(body)));
                } else {
                    answer.complete(body);
                }
            }
        } catch (IOException ended) {
            waiting.values().forEach(answer -> answer.completeExceptionally(ended));
        }
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    static void writeLongText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static void writeValue(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}

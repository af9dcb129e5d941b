package io.kvasir.chaos.cluster;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/// Linux's netfilter queue 0 of one network namespace: packets that a rule sends there wait in the
/// kernel until they are let go by their number. Used by one thread, which enters the namespace for
/// good.
final class NetfilterQueue implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_NETFILTER = 12;
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final short NLM_F_REQUEST = 1;
    private static final short NLM_F_ACK = 4;
    private static final short NLMSG_ERROR = 2;
    private static final int QUEUES = 3 << 8;
    private static final int PACKET = QUEUES;
    private static final int VERDICT = QUEUES | 1;
    private static final int CONFIG = QUEUES | 2;
    private static final int CONFIG_COMMAND = 1;
    private static final int CONFIG_PARAMETERS = 2;
    private static final int CONFIG_LENGTH_MAX = 3;
    private static final int PACKET_HEADER = 1;
    private static final int VERDICT_HEADER = 2;
    private static final byte COMMAND_BIND = 1;
    private static final byte COPY_META = 1;
    private static final int ACCEPT = 1;
    private static final int HEADER_BYTES = 20;
    private static final int ATTRIBUTE_BYTES = 4;
    private static final int RECEIVED_BYTES_MAX = 1 << 16;
    private static final int PACKETS_MAX = 1 << 16;

    /// How long `receive` waits: what is due is let go at most so much too late.
    private static final long WAIT_MICROS = 2_000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN =
            function(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SETNS =
            function(
                    "setns",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SOCKET =
            function(
                    "socket",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            function(
                    "setsockopt",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT));
    private static final MethodHandle SEND = transfer("send");
    private static final MethodHandle RECV = transfer("recv");

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment received = arena.allocate(RECEIVED_BYTES_MAX);
    private final MemorySegment sent = arena.allocate(64);
    private final int socket;

    /// @throws IOException where the system refuses
    NetfilterQueue(Path namespace) throws IOException {
        socket = entered(namespace);
        ask(CONFIG_COMMAND, new byte[] {COMMAND_BIND, 0, 0, 0});
        ask(CONFIG_PARAMETERS, new byte[] {0, 0, 0, 0, COPY_META});
        ask(CONFIG_LENGTH_MAX, ByteBuffer.allocate(4).putInt(PACKETS_MAX).array());
    }

    private int entered(Path namespace) throws IOException {
        try {
            int file = (int) OPEN.invokeExact(arena.allocateFrom(namespace.toString()), 0);
            if (file < 0) {
                throw new IOException("cannot open " + namespace);
            }
            int status = (int) SETNS.invokeExact(file, CLONE_NEWNET);
            int closed = (int) CLOSE.invokeExact(file);
            int made = (int) SOCKET.invokeExact(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
            MemorySegment wait = arena.allocate(ValueLayout.JAVA_LONG, 2);
            wait.setAtIndex(ValueLayout.JAVA_LONG, 1, WAIT_MICROS);
            int set =
                    (int)
                            SETSOCKOPT.invokeExact(
                                    made, SOL_SOCKET, SO_RCVTIMEO, wait, (int) wait.byteSize());
            if (status != 0 || closed != 0 || made < 0 || set != 0) {
                throw new IOException("no packets can be held back in " + namespace);
            }
            return made;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void ask(int attribute, byte[] value) throws IOException {
        send(CONFIG, (short) (NLM_F_REQUEST | NLM_F_ACK), attribute, value);
        ByteBuffer answer = receive();
        int error =
                answer.remaining() >= HEADER_BYTES && answer.getShort(4) == NLMSG_ERROR
                        ? answer.getInt(16)
                        : -1;
        if (error != 0) {
            throw new IOException("the system makes no queue of packets: error " + error);
        }
    }

    /// Waits a moment for packets.
    ///
    /// @param arrived told the number of each
    void take(IntConsumer arrived) {
        ByteBuffer all = receive();
        int at = 0;
        while (at + HEADER_BYTES <= all.limit()) {
            int length = all.getInt(at);
            if (length < HEADER_BYTES || at + length > all.limit()) {
                return;
            }
            if (all.getShort(at + 4) == PACKET) {
                packet(all, at + HEADER_BYTES, at + length, arrived);
            }
            at += padded(length);
        }
    }

    private static void packet(ByteBuffer all, int from, int end, IntConsumer arrived) {
        int at = from;
        while (at + ATTRIBUTE_BYTES <= end) {
            int length = Short.toUnsignedInt(all.getShort(at));
            if (length < ATTRIBUTE_BYTES) {
                return;
            }
            if (all.getShort(at + 2) == PACKET_HEADER) {
                arrived.accept(networkOrder(all.getInt(at + ATTRIBUTE_BYTES)));
            }
            at += padded(length);
        }
    }

    void letGo(int packet) {
        send(
                VERDICT,
                NLM_F_REQUEST,
                VERDICT_HEADER,
                ByteBuffer.allocate(8).putInt(ACCEPT).putInt(packet).array());
    }

    private void send(int type, short flags, int attribute, byte[] value) {
        int length = HEADER_BYTES + padded(ATTRIBUTE_BYTES + value.length);
        sent.fill((byte) 0);
        ByteBuffer message = sent.asByteBuffer().order(ByteOrder.nativeOrder());
        message.putInt(length).putShort((short) type).putShort(flags);
        message.position(HEADER_BYTES);
        message.putShort((short) (ATTRIBUTE_BYTES + value.length)).putShort((short) attribute);
        message.put(value);
        try {
            long _ = (long) SEND.invokeExact(socket, sent, (long) length, 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Empty where nothing came.
    private ByteBuffer receive() {
        try {
            long bytes = (long) RECV.invokeExact(socket, received, received.byteSize(), 0);
            return received.asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .limit((int) Math.max(0, bytes));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int networkOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? value
                : Integer.reverseBytes(value);
    }

    private static int padded(int bytes) {
        return (bytes + 3) & ~3;
    }

    private static MethodHandle transfer(String name) {
        return function(
                name,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT));
    }

    @SuppressWarnings("restricted") // The tool does what only the system can do.
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    @Override
    public void close() {
        try {
            int _ = (int) CLOSE.invokeExact(socket);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            arena.close();
        }
    }
}

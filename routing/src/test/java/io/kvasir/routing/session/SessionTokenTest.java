package io.kvasir.routing.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.partition.PartitionId;
import org.junit.jupiter.api.Test;

class SessionTokenTest {
    @Test
    void twoTokensEndToEndPromiseWhatBothDo() {
        SessionToken one = token(1, 10).merge(token(2, 20));
        SessionToken other = token(2, 5).merge(token(3, 30));
        SessionToken joined = SessionToken.parse(one.toBytes().concat(other.toBytes()));
        assertThat(joined).isEqualTo(one.merge(other));
        assertThat(joined.appliedIndexMin(new PartitionId(2))).isEqualTo(20);
    }

    @Test
    void aTokenStaysSmallAndSaysWhatItForgot() {
        SessionToken token = SessionToken.NONE;
        for (int i = 1; i <= 10 * SessionToken.PARTITIONS_MAX; i++) {
            token = token.merge(token(i, i));
        }
        PartitionId last = new PartitionId(10L * SessionToken.PARTITIONS_MAX);
        assertThat(token.toBytes().size()).isLessThan(1024);
        assertThat(token.requiresLeader(new PartitionId(1))).isTrue();
        assertThat(token.requiresLeader(last)).isFalse();
        assertThat(token.appliedIndexMin(last)).isEqualTo(last.value());
        assertThat(SessionToken.parse(token.toBytes())).isEqualTo(token);
    }

    @Test
    void anIndexNeverGoesBack() {
        assertThat(token(1, 10).merge(token(1, 3)).appliedIndexMin(new PartitionId(1)))
                .isEqualTo(10);
    }

    @Test
    void bytesThatAreNoTokenAreRefused() {
        assertThatThrownBy(() -> SessionToken.parse(ByteString.copyFromUtf8("\u0007nonsense")))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() ->
                        SessionToken.parse(
                                ByteString.copyFrom(new byte[SessionToken.BYTES_MAX + 1])))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("limit");
    }

    private static SessionToken token(long partition, long index) {
        return SessionToken.of(new PartitionId(partition), index);
    }
}

package io.kvasir.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import io.kvasir.model.RandomRuns;
import io.kvasir.model.RandomValues;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Decimal;
import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedDecimalTest {
    @Test
    void bytesSortAsTheNumbersDo() {
        RandomRuns.each(
                OrderedDecimalTest.class,
                3000,
                dice -> {
                    Decimal left = RandomValues.decimal(dice);
                    Decimal right =
                            dice.nextInt(3) == 0 ? near(left, dice) : RandomValues.decimal(dice);
                    int expected = left.value().compareTo(right.value());
                    int actual = encoded(left).compareTo(encoded(right));
                    assertThat(Integer.signum(actual))
                            .as("%s against %s", left, right)
                            .isEqualTo(Integer.signum(expected));
                });
    }

    /// One step in the last digit away, where the limits allow it.
    private static Decimal near(Decimal value, RandomGenerator dice) {
        try {
            BigDecimal step = value.value().ulp();
            return new Decimal(
                    dice.nextBoolean() ? value.value().add(step) : value.value().subtract(step));
        } catch (InvalidArgumentException e) {
            return value;
        }
    }

    @Test
    void everyNumberComesBack() {
        RandomRuns.each(
                OrderedDecimalTest.class,
                3000,
                dice -> {
                    Decimal number = RandomValues.decimal(dice);
                    byte[] bytes = OrderedDecimal.encode(number);
                    assertThat(OrderedDecimal.decode(bytes)).isEqualTo(number);
                    assertThat(bytes.length).isBetween(1, 23);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 02",
        "1, 038002",
        "-1, 017ffdff",
        "10, 03800b",
        "99, 038064",
        "100, 038102",
        "0.01, 037f02",
        "1.5, 03800233",
        "-1.5, 017ffdccff",
        "9.9999999999999999999999999999999999999E+125,"
                + " 03be64646464646464646464646464646464646464",
        "1E-130, 033f02",
    })
    void theLayoutStaysForever(String number, String hex) {
        assertThat(encoded(Decimal.parse(number))).isEqualTo(Bytes.ofHex(hex));
        assertThat(OrderedDecimal.decode(Bytes.ofHex(hex).array()))
                .isEqualTo(Decimal.parse(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "03", "0380", "038000", "038066", "0480", "01ff"})
    void bytesThatEncodeNoNumberAreRefused(String hex) {
        assertThatThrownBy(() -> OrderedDecimal.decode(Bytes.ofHex(hex).array()))
                .isInstanceOf(InvalidArgumentException.class);
    }

    private static Bytes encoded(Decimal number) {
        return Bytes.ofOwned(OrderedDecimal.encode(number));
    }
}

package io.kvasir.model.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.RandomRuns;
import io.kvasir.model.RandomValues;
import io.kvasir.model.error.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1.0, 1",
        "-0, 0",
        "0E400, 0",
        "00012.500, 12.5",
        "+7, 7",
        ".5, 0.5",
        "1e3, 1000",
        "-1.5E-2, -0.015",
        "12345678901234567890123456789012345678, 12345678901234567890123456789012345678",
    })
    void writesPlainDigits(String text, String plain) {
        assertThat(Decimal.parse(text)).hasToString(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "'', The parameter cannot be converted to a numeric value",
        "b, The parameter cannot be converted to a numeric value: b",
        "'1 ', 'The parameter cannot be converted to a numeric value: 1 '",
        "0x10, The parameter cannot be converted to a numeric value: 0x10",
        "NaN, The parameter cannot be converted to a numeric value: NaN",
        "1000E2147483647, The parameter cannot be converted to a numeric value: 1000E2147483647",
        "١, The parameter cannot be converted to a numeric value: ١",
        "123456789012345678901234567890123456789,"
                + " Attempting to store more than 38 significant digits in a Number",
        "-1.23456789012345678901234567890123456789,"
                + " Attempting to store more than 38 significant digits in a Number",
        "1e126, Number overflow. Attempting to store a number with magnitude larger than supported range",
        "-1e126,"
                + " Number overflow. Attempting to store a number with magnitude larger than supported range",
        "1e-131,"
                + " Number underflow. Attempting to store a number with magnitude smaller than supported range",
        "-1e-131,"
                + " Number underflow. Attempting to store a number with magnitude smaller than supported range",
    })
    void refusesWithTheServicesText(String text, String error) {
        assertThatThrownBy(() -> Decimal.parse(text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(error);
    }

    @Test
    void theLimitsThemselvesAreNumbers() {
        String most = "9." + "9".repeat(37) + "E+125";
        assertThat(Decimal.parse(most).value().precision()).isEqualTo(38);
        assertThat(Decimal.parse("-1E-130").value()).isEqualByComparingTo("-1E-130");
    }

    @Test
    void equalValuesAreEqualAndReadTheirOwnText() {
        RandomRuns.each(
                DecimalTest.class,
                1000,
                dice -> {
                    Decimal number = RandomValues.decimal(dice);
                    assertThat(Decimal.parse(number.toString())).isEqualTo(number);
                    assertThat(new Decimal(number.value().setScale(number.value().scale() + 3)))
                            .isEqualTo(number)
                            .hasSameHashCodeAs(number);
                });
    }

    @Test
    void sumsAreExactOrRefused() {
        assertThat(Decimal.parse("0.1").plus(Decimal.parse("0.2"))).hasToString("0.3");
        assertThat(Decimal.of(1).minus(Decimal.parse("1.00"))).isEqualTo(Decimal.ZERO);
        assertThatThrownBy(() -> Decimal.parse("1E125").plus(Decimal.parse("1E-130")))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> Decimal.parse("9E125").plus(Decimal.parse("1E125")))
                .hasMessageStartingWith("Number overflow");
    }
}

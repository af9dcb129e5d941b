package io.kvasir.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.router.auth.AuthResult.Authenticated;
import io.kvasir.router.auth.AuthResult.Reason;
import io.kvasir.router.auth.AuthResult.Refused;
import io.kvasir.router.http.HttpRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// The AWS SDK's own signer is the oracle.
class AuthenticatorTest {
    private static final Instant SIGNED_AT = Instant.parse("2026-03-04T05:06:07Z");
    private static final String BODY = "{\"TableName\":\"music\"}";
    private static final Authenticator VERIFYING = verifyingAt(SIGNED_AT);

    private static Authenticator verifyingAt(Instant now) {
        return Authenticator.verifying(
                Map.of("AKID", "secret"), "dynamodb", Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void whatTheSdkSignedIsAccepted() {
        HttpRequest request = signed("AKID", "secret", "http://localhost:8000/", Duration.ZERO);

        assertThat(VERIFYING.authenticate(request)).isEqualTo(new Authenticated("AKID"));
    }

    @Test
    void oddPathsAndQueriesAreCanonicalisedAsTheSdkDoes() {
        String uri = "http://localhost:8000/a%20b/c+d?z=1&a=%2F&a=x%20y&empty=";

        assertThat(VERIFYING.authenticate(signed("AKID", "secret", uri, Duration.ZERO)))
                .isEqualTo(new Authenticated("AKID"));
    }

    @Test
    void aPresignedRequestIsAcceptedUntilItExpires() {
        HttpRequest request =
                signed("AKID", "secret", "http://localhost:8000/", Duration.ofMinutes(60));

        assertThat(verifyingAt(SIGNED_AT.plusSeconds(3599)).authenticate(request))
                .isEqualTo(new Authenticated("AKID"));
        assertThat(verifyingAt(SIGNED_AT.plusSeconds(3601)).authenticate(request))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.message()).startsWith("Signature expired: "));
    }

    @Test
    void anotherSecretIsRefused() {
        HttpRequest request = signed("AKID", "other", "http://localhost:8000/", Duration.ZERO);

        assertThat(VERIFYING.authenticate(request))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(Reason.INVALID_SIGNATURE);
                            assertThat(refused.message())
                                    .startsWith(
                                            "The request signature we calculated does not match"
                                                    + " the signature you provided.");
                        });
    }

    @Test
    void anotherBodyIsRefused() {
        HttpRequest request = signed("AKID", "secret", "http://localhost:8000/", Duration.ZERO);
        HttpRequest changed =
                new HttpRequest(
                        request.method(),
                        request.rawPath(),
                        request.rawQuery(),
                        request.headers(),
                        Bytes.utf8("{}"));

        assertThat(VERIFYING.authenticate(changed)).isInstanceOf(Refused.class);
    }

    @Test
    void anUnknownKeyIsRefused() {
        HttpRequest request = signed("OTHER", "secret", "http://localhost:8000/", Duration.ZERO);

        assertThat(VERIFYING.authenticate(request))
                .isEqualTo(
                        new Refused(
                                Reason.UNKNOWN_CLIENT,
                                "The security token included in the request is invalid."));
    }

    @Test
    void aSignatureOlderThanFifteenMinutesIsRefused() {
        HttpRequest request = signed("AKID", "secret", "http://localhost:8000/", Duration.ZERO);
        Duration fifteen = Duration.ofMinutes(15);

        assertThat(verifyingAt(SIGNED_AT.plus(fifteen)).authenticate(request))
                .isInstanceOf(Authenticated.class);
        assertThat(verifyingAt(SIGNED_AT.minus(fifteen)).authenticate(request))
                .isInstanceOf(Authenticated.class);
        assertThat(verifyingAt(SIGNED_AT.plus(fifteen).plusSeconds(1)).authenticate(request))
                .isEqualTo(
                        new Refused(
                                Reason.INVALID_SIGNATURE,
                                "Signature expired: 20260304T050607Z is now earlier than"
                                        + " 20260304T050608Z (20260304T052108Z - 15 min.)"));
        assertThat(verifyingAt(SIGNED_AT.minus(fifteen).minusSeconds(1)).authenticate(request))
                .isEqualTo(
                        new Refused(
                                Reason.INVALID_SIGNATURE,
                                "Signature not yet current: 20260304T050607Z is still later than"
                                        + " 20260304T050606Z (20260304T045106Z + 15 min.)"));
    }

    @Test
    void withoutCredentialsConfiguredAnySignatureIsAccepted() {
        Authenticator accepting = Authenticator.accepting(Clock.systemUTC());
        HttpRequest request = signed("ANY", "thing", "http://localhost:8000/", Duration.ZERO);

        assertThat(accepting.authenticate(request)).isEqualTo(new Authenticated("ANY"));
    }

    @Test
    void aMissingOrIncompleteHeaderIsNamed() {
        assertThat(VERIFYING.authenticate(plain(Map.of())))
                .isEqualTo(
                        new Refused(
                                Reason.MISSING_TOKEN, "Request is missing Authentication Token"));
        assertThat(
                        VERIFYING.authenticate(
                                plain(
                                        Map.of(
                                                "authorization",
                                                "AWS4- Signature=b,Credential=a",
                                                "date",
                                                "a"))))
                .isEqualTo(
                        new Refused(
                                Reason.INCOMPLETE_SIGNATURE,
                                "Authorization header requires 'SignedHeaders' parameter."
                                        + " Authorization=AWS4- Signature=b,Credential=a"));
    }

    private static HttpRequest plain(Map<String, String> headers) {
        return new HttpRequest("POST", "/", "", new LinkedHashMap<>(headers), Bytes.EMPTY);
    }

    private static HttpRequest signed(String id, String secret, String uri, Duration expires) {
        SdkHttpRequest unsigned =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(URI.create(uri))
                        .putHeader("x-amz-target", "DynamoDB_20120810.DescribeTable")
                        .putHeader("content-type", "application/x-amz-json-1.0")
                        .build();
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        SignRequest.Builder<AwsCredentialsIdentity> sign =
                SignRequest.builder(AwsCredentialsIdentity.create(id, secret))
                        .request(unsigned)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                        .putProperty(
                                HttpSigner.SIGNING_CLOCK, Clock.fixed(SIGNED_AT, ZoneOffset.UTC));
        if (!expires.isZero()) {
            sign.putProperty(
                            AwsV4HttpSigner.AUTH_LOCATION,
                            AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, expires);
        }
        SdkHttpRequest signed = AwsV4HttpSigner.create().sign(sign.build()).request();
        SequencedMap<String, String> headers = new LinkedHashMap<>();
        signed.forEachHeader((name, values) ->
                headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return new HttpRequest(
                "POST",
                signed.encodedPath(),
                signed.encodedQueryParameters().orElse(""),
                headers,
                Bytes.ofOwned(body));
    }
}

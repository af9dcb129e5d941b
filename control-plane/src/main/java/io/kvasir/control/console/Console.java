package io.kvasir.control.console;

import io.kvasir.control.service.LeaderGate;
import io.kvasir.model.Bytes;
import io.kvasir.runtime.http.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The page and its documents over HTTP, on every control plane: one that does not lead asks the
/// one that does.
public final class Console implements Page.Source {
    private static final String API = "/console/api/";

    /// Nothing but what comes from here: no inline script, no foreign host, no frame around it.
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                            + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'",
                    "X-Content-Type-Options",
                    "nosniff",
                    "Referrer-Policy",
                    "no-referrer",
                    "Cache-Control",
                    "no-cache");

    private static final Map<String, String> TYPES =
            Map.of(
                    "index.html", "text/html; charset=utf-8",
                    "console.html", "text/html; charset=utf-8",
                    "console.css", "text/css; charset=utf-8",
                    "console.js", "text/javascript; charset=utf-8");

    /// Where the leader is asked.
    @FunctionalInterface
    public interface Peers {
        Answer ask(String leader, String document, Map<String, String> query);
    }

    private final LeaderGate gate;
    private final Documents documents;
    private final Peers peers;

    public Console(LeaderGate gate, Documents documents, Peers peers) {
        this.gate = gate;
        this.documents = documents;
        this.peers = peers;
    }

    @Override
    public Optional<Page> get(String path, Map<String, List<String>> query) {
        return switch (path) {
            case "/" -> Optional.of(resource("index.html"));
            case "/console", "/console/" -> Optional.of(resource("console.html"));
            case "/console/console.css" -> Optional.of(resource("console.css"));
            case "/console/console.js" -> Optional.of(resource("console.js"));
            default ->
                    path.startsWith(API)
                            ? Optional.of(document(path.substring(API.length()), query))
                            : Optional.empty();
        };
    }

    private Page document(String name, Map<String, List<String>> query) {
        Map<String, String> first = new TreeMap<>();
        query.forEach(
                (key, values) -> values.stream().findFirst().ifPresent(v -> first.put(key, v)));
        Answer answer = answer(name, first);
        return new Page(answer.status(), "application/json", answer.json(), HEADERS);
    }

    private Answer answer(String name, Map<String, String> query) {
        if (gate.isLeading()) {
            return documents.get(name, query);
        }
        Optional<String> leader = gate.leader();
        return leader.isPresent()
                ? peers.ask(leader.get(), name, query)
                : Answer.failed(503, "the control plane has no leader");
    }

    /// The answer to another control plane, which takes this one for the leader.
    public Answer answerPeer(String name, Map<String, String> query) {
        return gate.isLeading()
                ? documents.get(name, query)
                : Answer.failed(503, "the control plane is choosing a leader");
    }

    private static Page resource(String name) {
        try (@Nullable InputStream in = Console.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            String type = TYPES.getOrDefault(name, "application/octet-stream");
            return new Page(200, type, Bytes.ofOwned(in.readAllBytes()), HEADERS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

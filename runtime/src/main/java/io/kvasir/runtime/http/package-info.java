/// The operators' HTTP port of every server process: `/metrics`, `/healthz`, `/readyz`. Holds no
/// business logic; components hand in their registry and their readiness.
@NullMarked
package io.kvasir.runtime.http;

import org.jspecify.annotations.NullMarked;

/// What a router counts and measures, in Prometheus' conventions.
@NullMarked
package io.kvasir.router.metrics;

import org.jspecify.annotations.NullMarked;

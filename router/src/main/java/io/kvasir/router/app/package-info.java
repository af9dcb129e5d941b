/// The router as a process: its settings, and what is wired to what. Owns the clock and the ports.
@NullMarked
package io.kvasir.router.app;

import org.jspecify.annotations.NullMarked;

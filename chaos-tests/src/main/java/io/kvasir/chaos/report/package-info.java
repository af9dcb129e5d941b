/// A run as files: one page to look at, JSON for programs.
@NullMarked
package io.kvasir.chaos.report;

import org.jspecify.annotations.NullMarked;

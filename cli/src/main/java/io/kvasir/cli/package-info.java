/// The `kvasir` command: its entry and what it shows of itself. Holds no logic of a subcommand;
/// nothing below may use this package.
@NullMarked
package io.kvasir.cli;

import org.jspecify.annotations.NullMarked;

/// Settings of a process: one YAML file, then the environment, then flags, each overriding the one
/// before. Knows no component's keys: a component asks for each of its own once and refuses what
/// nobody asked for.
@NullMarked
package io.kvasir.runtime.settings;

import org.jspecify.annotations.NullMarked;

package io.kvasir.control.placement.plan;

import io.kvasir.control.state.Command;

/// A change to make, and why.
public record Action(Command command, String reason) {}

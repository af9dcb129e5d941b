package io.kvasir.chaos;

import io.kvasir.cli.Subcommand;

/// Makes `verify` a subcommand of `kvasir`.
public final class VerifySubcommand implements Subcommand {
    @Override
    public Class<?> command() {
        return VerifyCommand.class;
    }
}

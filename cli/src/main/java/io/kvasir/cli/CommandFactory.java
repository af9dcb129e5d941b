package io.kvasir.cli;

import io.kvasir.cli.terminal.Screen;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Makes commands: those that print are given the screen.
record CommandFactory(Screen screen) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.getParameterCount() == 1
                    && constructor.getParameterTypes()[0] == Screen.class) {
                return type.cast(constructor.newInstance(screen));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}

package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.config.Setting;
import io.subnetvalidator.core.config.Settings;
import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.service.RunOptions;
import io.subnetvalidator.core.service.ValidatorProcess;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs one validator until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the validator of one subnet node until it is told to stop.",
            "Every setting can also stand in the file given with --config or in the",
            "environment; `config explain` shows where each value comes from."
        })
final class RunCommand implements Callable<Integer> {

    private static final long STOP_SECONDS = 20;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SettingOptions settings;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private GlobalOptions options;

    @Override
    public Integer call() throws InterruptedException {
        Settings resolved = settings.resolve();
        RunOptions parsed = RunOptions.of(resolved);
        options.progress("data       " + resolved.get(Setting.DATA_DIR).value());
        Vertx vertx = Vertx.vertx();
        try {
            ValidatorProcess.Running running =
                    Futures.await(ValidatorProcess.start(vertx, parsed, options.mapper(), options::progress));
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, stopped), "stop"));
            stopped.await();
            return ExitCode.DONE.status();
        } finally {
            Futures.await(vertx.close());
        }
    }

    private static void stop(ValidatorProcess.Running running, CountDownLatch stopped) {
        try {
            running.stop().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("The service did not end in an orderly way: " + e);
        } finally {
            stopped.countDown();
        }
    }
}

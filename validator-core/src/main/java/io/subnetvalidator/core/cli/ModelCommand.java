package io.subnetvalidator.core.cli;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.core.error.ExitCode;
import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.core.text.NativeTokenizer;
import io.subnetvalidator.core.text.TokenizerException;
import io.subnetvalidator.proofs.model.ManifestFile;
import io.subnetvalidator.proofs.model.ModelException;
import io.subnetvalidator.proofs.model.ModelManifest;
import io.subnetvalidator.proofs.model.ModelRun;
import io.subnetvalidator.proofs.model.ReferenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Model directories and the reference computation. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Hashes a model directory, or runs the reference computation on it.",
        subcommands = {ModelCommand.Run.class, ModelCommand.Manifest.class})
final class ModelCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing: run or manifest");
    }

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (ModelException | TokenizerException e) {
            throw new ServiceException(ServiceError.MODEL_UNUSABLE, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new ServiceException(ServiceError.INPUT_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** A reference run over token ids. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Runs the reference computation over token ids or text.",
                "Writes every block boundary and the logits to a safetensors file. Equal input",
                "gives equal bytes everywhere."
            })
    static final class Run implements Callable<Integer> {

        @Parameters(paramLabel = "DIR", description = "Model directory in Hugging Face layout.")
        @SuppressWarnings("NullAway.Init")
        private Path directory;

        @ArgGroup(multiplicity = "1")
        @SuppressWarnings("NullAway.Init")
        private Input input;

        @Option(
                names = "--prefill",
                paramLabel = "N",
                description = {
                    "The first N ids in one prefill, the rest one by one through the KV cache.",
                    "Default: all ids."
                })
        private @Nullable Integer prefill;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Safetensors file to write.")
        @SuppressWarnings("NullAway.Init")
        private Path out;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private GlobalOptions options;

        /** Token ids, or text to be turned into them. */
        static final class Input {

            @Option(names = "--ids", paramLabel = "FILE", description = "JSON array of token ids.")
            private @Nullable Path file;

            @Option(
                    names = "--prompt",
                    paramLabel = "TEXT",
                    description = "Text, turned into token ids by DIR/tokenizer.json.")
            private @Nullable String prompt;

            private int[] ids(Path directory) {
                String text = prompt;
                return text != null
                        ? guarded(() -> NativeTokenizer.in(directory).ids(text))
                        : read(Objects.requireNonNull(file));
            }

            private static int[] read(Path file) {
                try {
                    return ModelRun.readIds(file);
                } catch (IOException e) {
                    throw new ServiceException(
                            ServiceError.INPUT_INVALID, "--ids " + file + ": " + FileTrouble.text(e), e);
                } catch (ModelException e) {
                    throw new ServiceException(ServiceError.INPUT_INVALID, "--ids " + e.getMessage(), e);
                }
            }
        }

        @Override
        public Integer call() {
            OutputFile target = new OutputFile("--out", out);
            target.requireWritable();
            int[] ids = input.ids(directory);
            Hash256 digest = guarded(() -> {
                ReferenceModel model = ReferenceModel.open(directory);
                ModelRun run = new ModelRun(model, ids, prefill == null ? ids.length : prefill);
                return target.write(run::writeTo);
            });
            options.result(Map.of("ids", ids, "digest", digest.toString(), "out", out.toString()));
            if (!options.json()) {
                if (input.prompt != null) {
                    options.say("ids    " + Arrays.toString(ids));
                }
                options.say("digest " + digest);
                options.say("wrote  " + out);
            }
            return ExitCode.DONE.status();
        }
    }

    /** The manifest of a directory. */
    @Command(
            name = "manifest",
            mixinStandardHelpOptions = true,
            description = {
                "Prints or writes the manifest of a model.",
                "It lists every tensor with its digest, under one Merkle root that names the",
                "model. Written to DIR/" + ManifestFile.NAME + ", it lets every command verify",
                "only the tensors it loads."
            })
    static final class Manifest implements Callable<Integer> {

        @Parameters(paramLabel = "DIR", description = "Model directory in Hugging Face layout.")
        @SuppressWarnings("NullAway.Init")
        private Path directory;

        @Option(names = "--out", paramLabel = "FILE", description = "Writes the manifest to this file.")
        private @Nullable Path out;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private GlobalOptions options;

        @Override
        public Integer call() {
            Optional<OutputFile> target = Optional.ofNullable(out).map(file -> new OutputFile("--out", file));
            target.ifPresent(OutputFile::requireWritable);
            ModelManifest manifest = guarded(() -> ReferenceModel.hash(directory));
            target.ifPresent(file -> file.write(path -> {
                ManifestFile.write(path, manifest);
                return path;
            }));
            if (options.json()) {
                options.print(manifest.toJson());
            } else {
                options.say("root " + manifest.root());
                manifest.tensors()
                        .forEach(tensor -> options.say(
                                tensor.digest() + " " + tensor.type() + " " + tensor.shape() + " " + tensor.name()));
                target.ifPresent(file -> options.say("wrote " + file.path()));
            }
            return ExitCode.DONE.status();
        }
    }
}

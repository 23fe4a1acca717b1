package io.subnetvalidator.proofs.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what this JVM can do. */
final class KernelChoice {

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    // By name, because loading the class fails where the vector module is absent.
    private static final String VECTOR_KERNELS = "io.subnetvalidator.proofs.kernel.vector.VectorKernels";
    private static final String VECTOR_PEAK_LOOP = "io.subnetvalidator.proofs.kernel.vector.VectorPeakLoop";

    private KernelChoice() {}

    static PeakLoop bestPeakLoop() {
        if (best() instanceof ScalarKernels) {
            return new ScalarPeakLoop();
        }
        try {
            return Class.forName(VECTOR_PEAK_LOOP)
                    .asSubclass(PeakLoop.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw missing(e);
        }
    }

    static Kernels best() {
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()
                || !jitUsesFma().orElse(true)) {
            return new ScalarKernels();
        }
        try {
            Object kernels = Class.forName(VECTOR_KERNELS).getMethod("create").invoke(null);
            return kernels instanceof Optional<?> found && found.orElse(null) instanceof Kernels usable
                    ? usable
                    : new ScalarKernels();
        } catch (ReflectiveOperationException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(ReflectiveOperationException cause) {
        return new IllegalStateException(
                "the vector kernels are missing from this build although the JVM has " + VECTOR_MODULE, cause);
    }

    static void requireHardwareFma() {
        if (!jitUsesFma().orElse(true)) {
            throw new UnfitMachineException(
                    UnfitMachineException.Reason.NO_HARDWARE_FMA,
                    "this JVM does not use hardware fused multiply-add (UseFMA is false):"
                            + " the CPU lacks FMA3, the virtual machine hides it, or -XX:-UseFMA is set. The reference computation"
                            + " would be thousands of times too slow. Run on a CPU with FMA (x86-64-v3 or ARMv8) and let the"
                            + " hypervisor pass it through.");
        }
    }

    /** Empty where the JVM does not tell, which is true of JVMs other than HotSpot. */
    private static Optional<Boolean> jitUsesFma() {
        HotSpotDiagnosticMXBean hotSpot = diagnostics();
        if (hotSpot == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Boolean.parseBoolean(hotSpot.getVMOption("UseFMA").getValue()));
        } catch (IllegalArgumentException unknownOption) {
            return Optional.empty();
        }
    }

    private static @Nullable HotSpotDiagnosticMXBean diagnostics() {
        try {
            return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        } catch (IllegalArgumentException notHotSpot) {
            return null;
        }
    }
}

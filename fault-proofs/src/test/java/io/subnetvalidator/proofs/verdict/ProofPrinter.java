package io.subnetvalidator.proofs.verdict;

import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.proofs.model.ReferenceModel;
import io.subnetvalidator.proofs.model.WeightTransform;
import java.nio.file.Path;

/** Makes a proof of a weight fault in a model directory and prints its digest: a program of its own, for JVMs of every kind. */
final class ProofPrinter {

    private ProofPrinter() {}

    public static void main(String[] arguments) {
        ReferenceModel model = ReferenceModel.open(Path.of(arguments[0]));
        Scene scene = new Scene(new OpenedModel(model), new BlockSpan(1, 2), Scene.EXACT);
        WeightTransform int8 = (tensor, row, values) -> Cheat.int8(values);
        Scene.Served served =
                scene.serve(model.span(scene.span, int8).open()::forward, new int[] {3, 1, 4, 1, 5}, new int[] {9});
        System.out.println(scene.prove(served.opened(1)).digest() + " "
                + scene.prove(served.whole()).digest());
    }
}

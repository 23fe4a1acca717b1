package io.subnetvalidator.proofs.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.MerkleTree;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model consists of: the digest of its settings and every tensor with its digest, in the order of their names. The Merkle
 * root over them names the model everywhere. Leaf 0 is the digest of the settings, leaf {@code i+1} the SCALE encoding of tensor
 * {@code i}: name, type, shape, digest.
 *
 * @param settings digest of the canonical encoding of the model's {@link ModelConfig}
 * @param tensors all tensors of the directory, by name
 */
public record ModelManifest(Hash256 settings, List<TensorDigest> tensors) {

    private static final String CONFIG_DOMAIN = "subnet-validator/model-config/2";

    /** @throws ModelException when the tensors are not in the order of their names, or one is listed twice */
    public ModelManifest {
        tensors = List.copyOf(tensors);
        for (int i = 1; i < tensors.size(); i++) {
            String name = tensors.get(i).name();
            if (tensors.get(i - 1).name().compareTo(name) >= 0) {
                throw new ModelException("a manifest lists tensor '" + name + "' twice or out of the order of names");
            }
        }
    }

    /** Reads and hashes all tensors, as many at a time as there are processors. */
    static ModelManifest of(ModelConfig config, TensorStore store) {
        return new ModelManifest(
                settingsOf(config),
                store.all().values().parallelStream().map(PieceHash::of).toList());
    }

    /** Digest of the settings a model computes with. */
    public static Hash256 settingsOf(ModelConfig config) {
        ScaleWriter out = new ScaleWriter();
        config.encode(out);
        return Blake2b.domainHash(CONFIG_DOMAIN, out.toBytes());
    }

    /** The leaf of the model's tree that a tensor is; leaf 0 holds the settings. */
    static int leafOf(int position) {
        return position + 1;
    }

    /** The model's name. */
    public Hash256 root() {
        return tree().root();
    }

    /** Place of a tensor in {@link #tensors}, or -1. */
    public int position(String tensor) {
        int low = 0;
        int high = tensors.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = tensors.get(middle).name().compareTo(tensor);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Siblings from a tensor up to the root. */
    public List<Hash256> path(int position) {
        return tree().path(leafOf(position));
    }

    /** The manifest for people and programs: root, digest of the settings, tensors. */
    public String toJson() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("format", 2);
        json.put("root", root().toString());
        json.put("config", settings.toString());
        ArrayNode list = json.putArray("tensors");
        for (TensorDigest tensor : tensors) {
            ObjectNode node = list.addObject();
            node.put("name", tensor.name());
            node.put("dtype", tensor.type().name());
            tensor.shape().forEach(node.withArray("shape")::add);
            node.put("digest", tensor.digest().toString());
        }
        return json.toPrettyString();
    }

    private MerkleTree tree() {
        List<byte[]> leaves = new ArrayList<>();
        leaves.add(settings.toBytes());
        tensors.forEach(tensor -> leaves.add(tensor.leaf()));
        return MerkleTree.over(leaves);
    }
}

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
 * What a model consists of: its settings and every tensor with its digest, in the order of their names. The Merkle root over them
 * names the model everywhere. Leaf 0 is the canonical encoding of the settings, leaf {@code i+1} the SCALE encoding of tensor
 * {@code i}: name, type, shape, digest.
 */
public record ModelManifest(ModelConfig config, List<TensorDigest> tensors) {

    private static final String CONFIG_DOMAIN = "subnet-validator/model-config/1";

    /** A tensor: name, element type, dimensions and blake2b-256 of its bytes in the file. */
    public record TensorDigest(String name, DataType type, List<Long> shape, Hash256 digest) {

        public TensorDigest {
            shape = List.copyOf(shape);
        }

        byte[] leaf() {
            return new ScaleWriter()
                    .string(name)
                    .string(type.name())
                    .vec(shape, ScaleWriter::u64)
                    .raw(digest.toBytes())
                    .toBytes();
        }
    }

    public ModelManifest {
        tensors = List.copyOf(tensors);
    }

    /** The model's name. */
    public Hash256 root() {
        List<byte[]> leaves = new ArrayList<>();
        leaves.add(configDigest().toBytes());
        tensors.forEach(tensor -> leaves.add(tensor.leaf()));
        return MerkleTree.over(leaves).root();
    }

    /** The manifest for people and programs: root, digest of the settings, tensors. */
    public String toJson() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("format", 1);
        json.put("root", root().toString());
        json.put("architecture", config.architecture());
        json.put("config", configDigest().toString());
        ArrayNode list = json.putArray("tensors");
        for (TensorDigest tensor : tensors) {
            ObjectNode node = list.addObject();
            node.put("name", tensor.name());
            node.put("dtype", tensor.type().name());
            tensor.shape().forEach(node.withArray("shape")::add);
            node.put("blake2b", tensor.digest().toString());
        }
        return json.toPrettyString();
    }

    private Hash256 configDigest() {
        ScaleWriter out = new ScaleWriter();
        config.encode(out);
        return Blake2b.domainHash(CONFIG_DOMAIN, out.toBytes());
    }
}

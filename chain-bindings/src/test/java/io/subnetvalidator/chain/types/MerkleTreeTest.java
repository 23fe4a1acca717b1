package io.subnetvalidator.chain.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    @Test
    void every_leaf_of_every_tree_up_to_33_leaves_is_proved_by_its_path_and_by_no_other() {
        for (int size = 1; size <= 33; size++) {
            List<byte[]> leaves = IntStream.range(0, size)
                    .mapToObj(i -> new byte[] {(byte) i})
                    .toList();
            MerkleTree tree = MerkleTree.over(leaves);
            for (int i = 0; i < size; i++) {
                List<Hash256> path = tree.path(i);
                assertThat(MerkleTree.verify(tree.root(), leaves.get(i), i, size, path))
                        .isTrue();
                assertThat(MerkleTree.verify(tree.root(), new byte[] {99}, i, size, path))
                        .isFalse();
                for (int other = 0; other < size; other++) {
                    if (other != i) {
                        assertThat(MerkleTree.verify(tree.root(), leaves.get(i), other, size, path))
                                .isFalse();
                    }
                }
                List<Hash256> longer = new ArrayList<>(path);
                longer.add(tree.root());
                assertThat(MerkleTree.verify(tree.root(), leaves.get(i), i, size, longer))
                        .isFalse();
            }
        }
    }

    @Test
    void an_inner_node_cannot_be_passed_off_as_a_leaf() {
        MerkleTree tree = MerkleTree.over(List.of(new byte[] {1}, new byte[] {2}));
        byte[] inner = new byte[64];
        System.arraycopy(MerkleTree.leafHash(new byte[] {1}).toBytes(), 0, inner, 0, 32);
        System.arraycopy(MerkleTree.leafHash(new byte[] {2}).toBytes(), 0, inner, 32, 32);
        assertThat(MerkleTree.verify(tree.root(), inner, 0, 1, List.of())).isFalse();
    }
}

package io.subnetvalidator.chain.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    @Test
    void leaves_one_after_another_have_the_root_and_the_paths_of_the_whole_tree() {
        MerkleFrontier frontier = new MerkleFrontier();
        assertThat(frontier.root()).isEqualTo(MerkleTree.EMPTY_ROOT);
        List<byte[]> leaves = new ArrayList<>();
        for (int size = 1; size <= 70; size++) {
            byte[] leaf = new byte[size % 5];
            Arrays.fill(leaf, (byte) size);
            leaves.add(leaf);
            byte[] within = new byte[leaf.length + 3];
            System.arraycopy(leaf, 0, within, 2, leaf.length);
            frontier.add(within, 2, leaf.length);

            MerkleTree tree = MerkleTree.over(leaves);
            assertThat(frontier.count()).isEqualTo(size);
            assertThat(frontier.root()).as("%d leaves", size).isEqualTo(tree.root());
            int index = size * size / 3 % size;
            assertThat(MerkleTree.path(index, size, (from, to) -> streamed(leaves.subList(from, to))))
                    .isEqualTo(tree.path(index));
        }
    }

    private static Hash256 streamed(List<byte[]> leaves) {
        MerkleFrontier frontier = new MerkleFrontier();
        leaves.forEach(leaf -> frontier.add(leaf, 0, leaf.length));
        return frontier.root();
    }

    @Test
    void every_range_of_leaves_gives_the_root_alone_or_cut_out_of_a_longer_range_and_no_other_range_does() {
        for (int size = 1; size <= 17; size++) {
            List<byte[]> leaves = IntStream.range(0, size)
                    .mapToObj(i -> new byte[] {(byte) i})
                    .toList();
            MerkleTree tree = MerkleTree.over(leaves);
            for (int from = 0; from < size; from++) {
                for (int to = from + 1; to <= size; to++) {
                    MerkleRange range = tree.range(from, to);
                    assertThat(range.root()).contains(tree.root());
                    assertThat(range.narrowed(to - 1, to)).isEqualTo(tree.range(to - 1, to));
                    assertThat(range.narrowed(from, to - (to - from) / 2))
                            .isEqualTo(tree.range(from, to - (to - from) / 2));
                    assertThat(moved(range, 1)).isNotEqualTo(Optional.of(tree.root()));
                    assertThat(moved(range, -1)).isNotEqualTo(Optional.of(tree.root()));
                    List<Hash256> more = new ArrayList<>(range.outside());
                    more.add(tree.root());
                    assertThat(new MerkleRange(from, range.leaves(), size, more).root())
                            .isEmpty();
                    if (!range.outside().isEmpty()) {
                        List<Hash256> fewer =
                                range.outside().subList(1, range.outside().size());
                        assertThat(new MerkleRange(from, range.leaves(), size, fewer).root())
                                .isEmpty();
                    }
                }
            }
        }
    }

    @Test
    void a_range_beyond_the_tree_does_not_exist() {
        MerkleTree tree = MerkleTree.over(List.of(new byte[] {1}, new byte[] {2}));
        assertThatThrownBy(() -> tree.range(1, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.range(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MerkleRange(1, tree.range(0, 2).leaves(), 2, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Optional<Hash256> moved(MerkleRange range, int by) {
        int from = range.from() + by;
        return from < 0 || from + range.leaves().size() > range.size()
                ? Optional.empty()
                : new MerkleRange(from, range.leaves(), range.size(), range.outside()).root();
    }
}

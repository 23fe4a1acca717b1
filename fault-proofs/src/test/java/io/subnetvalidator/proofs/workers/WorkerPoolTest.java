package io.subnetvalidator.proofs.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.proofs.kernel.Workers;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {

    private final WorkerPool pool = WorkerPool.of(3);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void every_part_runs_once_in_thousands_of_computations() {
        for (int round = 0; round < 5_000; round++) {
            AtomicIntegerArray runs = new AtomicIntegerArray(round % 40);
            pool.run(runs.length(), runs::incrementAndGet);
            for (int part = 0; part < runs.length(); part++) {
                assertThat(runs.get(part)).isEqualTo(1);
            }
        }
    }

    @Test
    void all_threads_take_part() {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch everyone = new CountDownLatch(pool.threads());
        pool.run(pool.threads(), part -> {
            seen.add(Thread.currentThread());
            everyone.countDown();
            awaitAll(everyone);
        });
        assertThat(seen).hasSize(3).contains(Thread.currentThread());
    }

    @Test
    void a_part_may_split_itself_further() {
        AtomicIntegerArray runs = new AtomicIntegerArray(64);
        pool.run(8, outer -> pool.run(8, inner -> runs.incrementAndGet(outer * 8 + inner)));
        for (int part = 0; part < 64; part++) {
            assertThat(runs.get(part)).isEqualTo(1);
        }
    }

    @Test
    void callers_that_find_the_pool_busy_compute_by_themselves() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        var other = Executors.newSingleThreadExecutor();
        try {
            var running = other.submit(() -> pool.run(2, part -> {
                busy.countDown();
                awaitAll(release);
            }));
            awaitAll(busy);
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            pool.run(10, part -> seen.add(Thread.currentThread()));
            assertThat(seen).containsExactly(Thread.currentThread());
            release.countDown();
            running.get();
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void what_a_part_throws_reaches_the_caller_after_all_parts_ended_and_the_pool_goes_on() {
        AtomicIntegerArray runs = new AtomicIntegerArray(30);
        assertThatThrownBy(() -> pool.run(30, part -> {
                    runs.incrementAndGet(part);
                    if (part % 7 == 3) {
                        throw new IllegalStateException("part " + part);
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("part ");
        for (int part = 0; part < 30; part++) {
            assertThat(runs.get(part)).isEqualTo(1);
        }
        every_part_runs_once_in_thousands_of_computations();
    }

    @Test
    void an_interrupted_caller_gets_its_result_and_stays_interrupted() {
        AtomicIntegerArray runs = new AtomicIntegerArray(100);
        Thread.currentThread().interrupt();
        pool.run(100, runs::incrementAndGet);
        assertThat(Thread.interrupted()).isTrue();
        for (int part = 0; part < 100; part++) {
            assertThat(runs.get(part)).isEqualTo(1);
        }
    }

    @Test
    void a_closed_pool_leaves_the_work_to_its_callers() {
        pool.close();
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        pool.run(10, part -> seen.add(Thread.currentThread()));
        assertThat(seen).containsExactly(Thread.currentThread());
    }

    @Test
    void the_pool_of_the_process_has_a_thread_for_every_processor() {
        Workers shared = WorkerPool.shared();
        assertThat(shared).isSameAs(WorkerPool.shared());
        assertThat(shared.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThatThrownBy(() -> WorkerPool.of(0)).hasMessageContaining("not 0");
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

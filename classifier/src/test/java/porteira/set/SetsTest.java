package porteira.set;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import porteira.policy.Interval;
import porteira.policy.KeyType;
import porteira.policy.SetDeclaration;
import porteira.policy.SetDeclaration.Flag;
import porteira.policy.UInt128;
import porteira.problem.RefusedException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SetsTest
{
    private static final long START_MS = 1_800_000_000_000L;
    private static final List<KeyType> IPV4 = List.of(KeyType.IPV4_ADDR);
    private static final List<KeyType> SERVICE = List.of(KeyType.IPV6_ADDR, KeyType.INET_SERVICE);

    @TempDir
    private Path folder;
    private final Deque<Runnable> saves = new ArrayDeque<>();

    @Test
    void shouldKeepContentWhenPolicyChanges()
    {
        final Sets sets = sets(Runnable::run);
        final Membership before = adopt(sets, hosts(0, 1, 2));
        sets.add("hosts", List.of("0.0.0.9 timeout 1h comment \"owner\"", "0.0.0.10"));

        final Membership after = adopt(sets, hosts(0, 2, 3));

        assertSame(before, after);
        assertEquals(Set.of("0.0.0.2", "0.0.0.3", "0.0.0.9 expires 1h comment \"owner\"", "0.0.0.10"),
            Set.copyOf(sets.list("hosts", 10).get()));
        assertFalse(after.contains(0, 1));
    }

    @Test
    void shouldCarryContentWhenSizeChanges()
    {
        final Sets sets = sets(Runnable::run);
        final Membership small = adopt(sets, hosts(10, 1));
        sets.add("hosts", List.of("0.0.0.9 timeout 1h"));

        final Membership large = adopt(sets, hosts(1_000, 2));

        assertNotSame(small, large);
        assertTrue(large.contains(0, 9));
        assertTrue(large.contains(0, 2));
        assertFalse(large.contains(0, 1));
        assertEquals(1_000, sets.find("hosts").capacity());
    }

    @Test
    void shouldStartAnewWhenTypeChanges()
    {
        final Sets sets = sets(Runnable::run);
        adopt(sets, hosts(0, 1));

        final Membership other = adopt(sets, new SetDeclaration(
            "hosts", List.of(KeyType.INET_SERVICE), Set.of(Flag.DYNAMIC), 0, 0, List.of()));

        assertFalse(other.contains(0, 1));
        assertEquals(0, sets.find("hosts").size());
    }

    @Test
    void shouldRunCommandsAndRefuseWrongOnes()
    {
        final Sets sets = sets(Runnable::run);
        final Membership set = adopt(sets, new SetDeclaration(
            "services", SERVICE, Set.of(Flag.TIMEOUT), 60_000, 2, List.of()));

        assertEquals(0, sets.add("services", List.of("2001:db8::1 . 25", "2001:db8::2 . 25 timeout 2m")));
        assertEquals(1, sets.add("services", List.of("2001:db8::3 . 25")));
        assertTrue(set.contains(0x2001_0db8_0000_0000L, 1, 0, 25, 0, 0, 0, 0, 2));
        assertFalse(set.contains(0x2001_0db8_0000_0000L, 1, 0, 26, 0, 0, 0, 0, 2));
        assertFalse(set.contains(0x2001_0db8_0000_0000L, 3, 0, 25, 0, 0, 0, 0, 2));
        sets.doWork(START_MS + 60_000);
        assertFalse(set.contains(0x2001_0db8_0000_0000L, 1, 0, 25, 0, 0, 0, 0, 2));
        assertEquals(List.of("2001:db8::2 . 25 expires 1m"), sets.list("services", 10).get());
        assertEquals(1, sets.delete("services", List.of("2001:db8::2 . 25", "2001:db8::9 . 25")));
        assertEquals(0, sets.flush("services"));

        assertEquals("set servces: the policy has no set of this name that can change, did you mean 'services'?",
            assertThrows(RefusedException.class, () -> sets.find("servces")).getMessage());
        assertEquals("set services:1:15: found '70000', expected a number from 0 to 65535 (inet_service)",
            assertThrows(RefusedException.class, () -> sets.add("services", List.of("2001:db8::1 . 70000")))
                .getMessage());
    }

    @Test
    void shouldTakeKeysOfFrames()
    {
        final Sets sets = sets(Runnable::run);
        final Membership set = adopt(sets, new SetDeclaration(
            "services", SERVICE, Set.of(Flag.DYNAMIC), 0, 0, List.of()));
        final long[] parts = {5, 6, 0, 25};

        assertEquals(HostSet.ADDED, sets.find("services").add(parts, 1_000));
        assertEquals(HostSet.PRESENT, sets.find("services").update(parts, 5_000));
        sets.doWork(START_MS + 1_000);
        assertTrue(set.contains(5, 6, 0, 25, 0, 0, 0, 0, 2));
        assertTrue(sets.find("services").delete(parts));
        assertFalse(set.contains(5, 6, 0, 25, 0, 0, 0, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> sets.find("services").add(new long[]{5, 6, 0, 1 << 16}, 0));
    }

    @Test
    void shouldExpirePrefixesOneByOne()
    {
        final Sets sets = sets(Runnable::run);
        final Membership set = adopt(sets, networks());
        sets.add("networks", List.of(
            "10.0.0.0/8 timeout 10s", "10.1.0.0/16 timeout 20s comment \"lab\"", "192.0.2.1-192.0.2.9"));

        assertTrue(set.contains(0, 0x0A02_0000L));
        sets.doWork(START_MS + 10_000);
        assertFalse(set.contains(0, 0x0A02_0000L));
        assertTrue(set.contains(0, 0x0A01_0000L));
        assertEquals(List.of("10.1.0.0/16 expires 10s comment \"lab\"", "192.0.2.1-192.0.2.9"),
            sets.list("networks", 10).get());
        sets.delete("networks", List.of("192.0.2.1-192.0.2.9"));
        assertFalse(set.contains(0, 0xC000_0205L));
        sets.doWork(START_MS + 20_000);
        assertEquals(0, sets.find("networks").size());
    }

    @Test
    void shouldMatchConcatenatedRanges()
    {
        final Sets sets = sets(Runnable::run);
        final Membership set = adopt(sets, new SetDeclaration("ranges",
            List.of(KeyType.IPV4_ADDR, KeyType.INET_SERVICE), Set.of(Flag.DYNAMIC, Flag.INTERVAL), 0, 0, List.of()));
        sets.add("ranges", List.of("10.0.0.0/8 . 25", "10.1.0.0/16 . 1024-2048"));

        assertTrue(set.contains(0, 0x0A01_0000L, 0, 25, 0, 0, 0, 0, 2));
        assertTrue(set.contains(0, 0x0A01_0000L, 0, 2048, 0, 0, 0, 0, 2));
        assertFalse(set.contains(0, 0x0A02_0000L, 0, 2048, 0, 0, 0, 0, 2));
        assertFalse(set.contains(0, 0x0A01_0000L));
    }

    @Test
    void shouldBindConstantSets()
    {
        final Sets.Candidate candidate = sets(Runnable::run).candidate();
        final Interval range = Interval.of(5, 9);
        final Interval one = Interval.of(7, 7);

        assertTrue(candidate.bind(constant(IPV4, List.of(range))).contains(0, 6));
        assertTrue(candidate.bind(constant(List.of(KeyType.IPV4_ADDR, KeyType.INET_SERVICE), List.of(one, range)))
            .contains(0, 7, 0, 5, 0, 0, 0, 0, 2));
        assertTrue(candidate.bind(constant(List.of(KeyType.IPV4_ADDR, KeyType.INET_SERVICE), List.of(one, one)))
            .contains(0, 7, 0, 7, 0, 0, 0, 0, 2));
    }

    @Test
    void shouldFindContentAgainAfterARestart()
    {
        final Sets first = sets(saves::add);
        adopt(first, persistent("kept"));
        first.add("kept", List.of(
            "192.0.2.1 timeout 1h comment \"owner: \u00e9\"", "192.0.2.2 timeout 1s", "192.0.2.3"));
        first.doWork(START_MS + 1);
        assertEquals(1, saves.size());
        first.add("kept", List.of("192.0.2.4"));
        first.close();
        // What was asked for earlier comes too late.
        saves.remove().run();
        assertEquals(null, first.takeFailure());

        final Sets second = new Sets(folder, Runnable::run, START_MS + 2_000, () -> 1);
        final Membership set = adopt(second, persistent("kept"));

        assertEquals(Set.of("192.0.2.1 expires 59m58s comment \"owner: \u00e9\"", "192.0.2.3", "192.0.2.4"),
            Set.copyOf(second.list("kept", 10).get()));
        assertTrue(set.contains(0, 0xC000_0204L));
    }

    @Test
    void shouldSaveChangesNowAndThen() throws IOException
    {
        final Sets sets = sets(Runnable::run);
        adopt(sets, persistent("kept"));
        sets.add("kept", List.of("192.0.2.1"));
        sets.doWork(START_MS);
        sets.add("kept", List.of("192.0.2.2"));
        sets.doWork(START_MS + Sets.SAVE_INTERVAL_MS - 1);
        assertFalse(Files.readString(folder.resolve("kept.set")).contains("192.0.2.2"));

        sets.doWork(START_MS + Sets.SAVE_INTERVAL_MS);

        final List<String> lines = Files.readAllLines(folder.resolve("kept.set"));
        assertEquals(List.of("#porteira set 1", "#name kept", "#type ipv4_addr"), lines.subList(0, 3));
        assertEquals(Set.of("192.0.2.1 until never", "192.0.2.2 until never"), Set.copyOf(lines.subList(3, 5)));
        assertEquals("#end 2", lines.getLast());
    }

    /** The file is written later, by another thread. */
    @Test
    void shouldSaveAgainWhatChangedWhileItWasBeingSaved() throws IOException
    {
        final Sets sets = sets(saves::add);
        adopt(sets, persistent("kept"));
        sets.add("kept", List.of("192.0.2.1 comment \"one\"", "192.0.2.2 comment \"two\""));
        sets.doWork(START_MS);
        sets.delete("kept", List.of("192.0.2.2"));
        sets.add("kept", List.of("192.0.2.3"));
        saves.remove().run();
        sets.doWork(START_MS + Sets.SAVE_INTERVAL_MS);
        saves.remove().run();

        assertEquals(0, saves.size());
        assertEquals(Set.of("192.0.2.1 until never comment \"one\"", "192.0.2.3 until never"),
            Set.copyOf(Files.readAllLines(folder.resolve("kept.set")).subList(3, 5)));
    }

    @Test
    void shouldForgetCommentsOfWhatHasGone()
    {
        final Sets sets = sets(Runnable::run);
        adopt(sets, hosts(0));
        sets.add("hosts", List.of("0.0.0.1 timeout 1s comment \"one\"", "0.0.0.2 comment \"two\"",
            "0.0.0.3 comment \"three\""));
        final long full = sets.find("hosts").bytes();

        sets.delete("hosts", List.of("0.0.0.2"));
        for (int i = 0; i < 1_000; i++)
        {
            sets.doWork(START_MS + 1_000);
        }
        assertEquals(List.of("0.0.0.3 comment \"three\""), sets.list("hosts", 10).get());
        final long one = sets.find("hosts").bytes();
        sets.flush("hosts");

        assertEquals((full - one) / 2, one - sets.find("hosts").bytes());
        sets.add("hosts", List.of("0.0.0.3"));
        assertEquals(List.of("0.0.0.3"), sets.list("hosts", 10).get());
    }

    @Test
    void shouldPutAsideWhatIsNotTheSetsFile() throws IOException
    {
        final List<String> wrong = List.of(
            "", "192.0.2.1\n", "#porteira set 2\n#name kept\n#type ipv4_addr\n#end 0\n",
            "#porteira set 1\n#name other\n#type ipv4_addr\n192.0.2.1\n#end 1\n",
            "#porteira set 1\n#name kept\n#type ipv6_addr\n#end 0\n",
            "#porteira set 1\n#name kept\n#type ipv4_addr\n192.0.2.1\n192.0.2.2 unt",
            "#porteira set 1\n#name kept\n#type ipv4_addr\n192.0.2.1\n#end 2\n", "\0\1\2\3\377");
        for (final String content : wrong)
        {
            Files.writeString(folder.resolve("kept.set"), content);
            final Sets sets = sets(Runnable::run);
            final Sets.Candidate candidate = sets.candidate();

            candidate.bind(persistent("kept"));
            sets.adopt(candidate);

            assertEquals(2, candidate.problems().count(), () -> content + candidate.problems().list());
            assertEquals(0, sets.find("kept").size());
            assertEquals(content, Files.readString(folder.resolve("kept.set.bad")));
        }
    }

    @Test
    void shouldTellAndTryAgainWhenAFileCanNotBeWritten() throws IOException
    {
        final Sets sets = sets(Runnable::run);
        adopt(sets, persistent("kept"));
        sets.add("kept", List.of("192.0.2.1"));
        Files.createDirectory(folder.resolve("kept.set.new"));

        sets.doWork(START_MS);

        assertTrue(sets.takeFailure().startsWith("set kept: cannot be saved: "));
        Files.delete(folder.resolve("kept.set.new"));
        sets.doWork(START_MS + Sets.SAVE_INTERVAL_MS);
        assertTrue(Files.exists(folder.resolve("kept.set")));
    }

    private Sets sets(final Executor saver)
    {
        return new Sets(folder, saver, START_MS, () -> 1);
    }

    private static Membership adopt(final Sets sets, final SetDeclaration declaration)
    {
        final Sets.Candidate candidate = sets.candidate();
        final Membership set = candidate.bind(declaration);
        sets.adopt(candidate);
        assertEquals(0, candidate.problems().count());
        return set;
    }

    private static SetDeclaration hosts(final int size, final long... addresses)
    {
        final List<SetDeclaration.Element> elements = new ArrayList<>();
        for (final long address : addresses)
        {
            elements.add(new SetDeclaration.Element(List.of(Interval.of(UInt128.of(address))), 0, ""));
        }
        return new SetDeclaration("hosts", IPV4, Set.of(Flag.DYNAMIC, Flag.TIMEOUT), 0, size, elements);
    }

    private static SetDeclaration networks()
    {
        return new SetDeclaration("networks", IPV4, Set.of(Flag.INTERVAL, Flag.TIMEOUT), 0, 0, List.of());
    }

    private static SetDeclaration persistent(final String name)
    {
        return new SetDeclaration(name, IPV4, Set.of(Flag.TIMEOUT, Flag.PERSIST), 0, 0, List.of());
    }

    private static SetDeclaration constant(final List<KeyType> types, final List<Interval> key)
    {
        return new SetDeclaration("", types, Set.of(), 0, 0, List.of(new SetDeclaration.Element(key, 0, "")));
    }
}

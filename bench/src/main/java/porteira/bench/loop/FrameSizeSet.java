package porteira.bench.loop;

import porteira.bench.corpus.FrameMix;
import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Samples;
import porteira.bench.run.Settings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The whole path by frame size. */
public final class FrameSizeSet implements BenchSet
{
    private static final int FRAMES = 512;
    private static final List<FrameMix> MIXES =
        List.of(FrameMix.LOOP_64, FrameMix.LOOP_256, FrameMix.LOOP_512, FrameMix.LOOP_1514);

    @Override
    public String name()
    {
        return "frame-size";
    }

    @Override
    public String title()
    {
        return "the whole path on a net_ring loop by frame size, inline, one core";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress) throws IOException
    {
        final List<Samples> all = new ArrayList<>();
        MIXES.forEach((mix) -> all.add(new Samples()));
        for (int round = 1; round <= settings.rounds(); round++)
        {
            for (int i = 0; i < MIXES.size(); i++)
            {
                progress.step(name() + ": " + MIXES.get(i), round, settings.rounds());
                all.get(i).add(LoopRun.rate(settings, LoopRun.INLINE, MIXES.get(i), FRAMES));
            }
        }
        for (int i = 0; i < MIXES.size(); i++)
        {
            report.add(Figure.of(
                "gateway, inline, bytes " + MIXES.get(i).name().replaceAll("\\D", ""), "M/s", all.get(i),
                FRAMES + " frames going round; frames are not copied, so their size costs next to nothing"));
        }
    }
}

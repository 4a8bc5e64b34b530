package porteira.bench.micro;

import porteira.bench.run.BenchSet;
import porteira.bench.run.Figure;
import porteira.bench.run.Progress;
import porteira.bench.run.Report;
import porteira.bench.run.Settings;

/** What the kind of traffic costs. */
public final class TrafficSet implements BenchSet
{
    private static final int HOT = 512;
    private static final int COLD = 16_384;

    @Override
    public String name()
    {
        return "traffic";
    }

    @Override
    public String title()
    {
        return "rate of one core by kind of traffic, the screened host's policy, frames hot and cold in the caches";
    }

    @Override
    public void run(final Settings settings, final Report report, final Progress progress)
    {
        for (final int frames : new int[] {HOT, COLD})
        {
            progress.step(name() + ": " + frames + " frames", HOT == frames ? 1 : 2, 2);
            for (final Cell cell : new JmhRun(settings, "TrafficBenchmark.onBurst")
                .with("frames", Integer.toString(frames)).run())
            {
                report.add(Figure.of(
                    "gateway, " + cell.words("mix") + (HOT == frames ? ", hot" : ", cold"), "M/s", cell.rate(),
                    "whole frames but for rings and ports, " + frames + " of them over and over"));
            }
        }
    }
}

using Freeze.Caching;
using Freeze.Calibration;
using Freeze.Calibration.Learned;

namespace Freeze.Bench.Coverage;

/// <summary>
/// Repeats selection and certification on fresh frames with predictors that were fitted once, and compares each promise with the truth on many more
/// frames. Every set has a seed of its own, so no two share a frame.
/// </summary>
/// <param name="model">The conveyor's network, without caches.</param>
/// <param name="options">Risk and confidence.</param>
internal sealed class CoverageTrial(FrozenModel model, FitOptions options)
{
    private const ulong FittingSeed = 1_000_001, TruthSeed = 1_000_002, FirstDraw = 2_000_000;
    private const int FittingFrames = 3000;

    /// <summary>Runs the draws.</summary>
    /// <param name="draws">Independent draws of calibration frames.</param>
    /// <param name="frames">Frames of a draw; a fifth selects, the rest certifies.</param>
    /// <param name="truth">Frames that tell the truth.</param>
    /// <param name="progress">Told how far the work has come.</param>
    public IReadOnlyList<Draw> Run(int draws, int frames, int truth, IProgress<FitProgress> progress)
    {
        int[] order = [.. Enumerable.Range(0, FittingFrames)];
        var predictors = new LearnedFitter(model, options).Fit(new Frames(FittingSeed, FittingFrames), order, progress, CancellationToken.None);

        // The network sees every frame once; what a draw makes of it afterwards needs the predictors' stored opinions only.
        var answers = Opinions.Of(model, predictors, new Frames(TruthSeed, truth), progress, CancellationToken.None);
        var opinions = new Opinions[draws];
        for (var d = 0; d < draws; d++)
        {
            opinions[d] = Opinions.Of(model, predictors, new Frames(FirstDraw + (ulong)d, frames), null, CancellationToken.None);
            progress.Report(new FitProgress("frames of the draws", d + 1, draws));
        }

        var (results, done) = (new Draw[draws], 0);
        Parallel.For(0, draws, d =>
        {
            results[d] = Certify(predictors, opinions[d], frames, answers, truth);
            progress.Report(new FitProgress("certificates", Interlocked.Increment(ref done), draws));
        });
        return results;
    }

    private Draw Certify(LearnedCache?[] predictors, Opinions opinions, int frames, Opinions answers, int truth)
    {
        // Frames are independent of each other, so the first fifth is as good as any.
        int[] all = [.. Enumerable.Range(0, frames)];
        var (selection, certification) = (all[..(frames / 5)], all[(frames / 5)..]);
        var caches = opinions.Join(predictors, selection);
        var table = opinions.LookUp(caches);
        var chooser = new ThresholdChooser(model, options);
        var result = chooser.Certify(chooser.Plan(caches, table.Select(selection)), table.Select(certification));
        if (result.Certificate is not { } certificate) return new Draw(false, 0, 0);
        var (exits, wrong) = answers.LookUp(caches).Walk([.. certificate.Thresholds]);
        return new Draw(true, (double)wrong.Sum() / truth, (double)exits.Sum() / truth);
    }
}

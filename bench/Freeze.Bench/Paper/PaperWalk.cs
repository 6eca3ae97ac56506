using Freeze.Calibration.Certification;
using Freeze.Calibration.Costs;

namespace Freeze.Bench.Paper;

/// <summary>Rows from stored look-ups: where each image leaves, what that costs, and what an oracle would do.</summary>
/// <param name="plan">The network.</param>
/// <param name="measured">Milliseconds of its parts.</param>
/// <param name="labels">True classes of the test images; null when unknown.</param>
internal sealed class PaperWalk(ModelPlan plan, CostProfile measured, int[]? labels)
{
    /// <summary>A request leaves at the first probe that is surer than its threshold; every probe before asks as well.</summary>
    public PaperRow Row(string name, PaperLookUps lookUps, string paper)
    {
        var (test, thresholds) = (lookUps.Test, lookUps.Thresholds());
        int[] exits = [.. Enumerable.Range(0, test.Images).Select(i => test.Exit(i, thresholds))];
        int[] answers = [.. exits.Select((exit, i) => exit < test.Probes ? test.Classes[exit][i] : test.Network[i])];
        return Row(
            name, test, exits, answers,
            exit => Before(exit) + lookUps.Macs.Take(exit + 1).Sum(),
            exit => Time(exit) + lookUps.Milliseconds.Take(exit + 1).Sum(), paper);
    }

    /// <summary>Every image leaves at the first probe whose look-up happens to be right. The oracle knows and looks nothing up.</summary>
    public PaperRow Oracle(string name, LookUpTable test, string paper)
    {
        int[] exits = [.. Enumerable.Range(0, test.Images).Select(i =>
            Enumerable.Range(0, test.Probes).Where(k => test.Agrees(k, i)).DefaultIfEmpty(test.Probes).First())];
        return Row(name, test, exits, test.Network, Before, Time, paper);
    }

    private PaperRow Row(
        string name, LookUpTable test, int[] exits, int[] answers, Func<int, long> macs, Func<int, double> milliseconds, string paper) => new(
        name,
        answers.Where((answer, i) => answer == test.Network[i]).Count() / (double)test.Images,
        labels is null ? null : answers.Where((answer, i) => answer == labels[i]).Count() / (double)test.Images,
        exits.Average(exit => (double)macs(exit)),
        exits.Average(exit => (double)Before(exit)),
        exits.Average(milliseconds),
        exits.Count(exit => exit < test.Probes / 2) / (double)test.Images,
        paper);

    private long Before(int exit) => exit < plan.Probes.Count ? plan.MacsBefore(plan.Probes[exit].AfterLayers) : plan.Macs;

    private double Time(int exit) => exit < plan.Probes.Count ? measured.Probes[exit].Before : measured.Network;
}

using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Reporting;

/// <summary>What the page is about.</summary>
/// <param name="Detail">The evaluation.</param>
/// <param name="Plan">The model's plan.</param>
/// <param name="Images">The images.</param>
/// <param name="Source">What the images are.</param>
/// <param name="LookUps">What every probe says about every image; null when no probe is on.</param>
internal sealed record Subject(EvaluationDetail Detail, ModelPlan Plan, IImageSet Images, string Source, LookUpTable? LookUps)
{
    public EvaluationReport Report => Detail.Report;

    public bool IsOn(int probe) => Detail.Caches?.Probes[probe] is { IsOn: true };

    /// <summary>Name of an exit: a probe's, or the end.</summary>
    public string Exit(int exit) => exit < Plan.Probes.Count ? Plan.Probes[exit].Name : Prediction.End;

    /// <summary>Images whose answer is not the full network's.</summary>
    public IEnumerable<int> Different => Enumerable.Range(0, Detail.Full.Count).Where(i => Detail.Full[i].Class != Detail.Cached[i].Class);
}

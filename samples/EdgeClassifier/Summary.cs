namespace Freeze.Samples.EdgeClassifier;

/// <summary>Sums up a stream: how long images took, and where they left the network.</summary>
internal sealed class Summary(ModelPlan plan)
{
    private readonly int[] _exits = new int[plan.Probes.Count + 1];
    private readonly List<double> _milliseconds = [];

    public void Add(Prediction prediction, double milliseconds)
    {
        _exits[prediction.ProbeIndex]++;
        _milliseconds.Add(milliseconds);
    }

    public StreamReport Report(int failures)
    {
        _milliseconds.Sort();
        var exits = _exits.Select((count, i) => new ExitShare(i < plan.Probes.Count ? plan.Probes[i].Name : Prediction.End, count, (double)count / _milliseconds.Count));
        return new(_milliseconds.Count, failures, Math.Round(_milliseconds.Average(), 4), Math.Round(_milliseconds[_milliseconds.Count / 2], 4), [.. exits]);
    }
}

/// <summary>What is printed after a stream.</summary>
/// <param name="Images">Images that were classified.</param>
/// <param name="Failures">Images that could not be.</param>
/// <param name="MeanMilliseconds">Mean time in the model.</param>
/// <param name="MedianMilliseconds">Median of it.</param>
/// <param name="Exits">Where images left, in the order of the network.</param>
internal sealed record StreamReport(int Images, int Failures, double MeanMilliseconds, double MedianMilliseconds, ExitShare[] Exits);

/// <summary>One place to leave the network.</summary>
/// <param name="Exit">Its name.</param>
/// <param name="Images">Images that left there.</param>
/// <param name="Share">Their share of all.</param>
internal sealed record ExitShare(string Exit, int Images, double Share);

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
        var images = _milliseconds.Count;
        var (mean, median) = (Math.Round(_milliseconds.Average(), 4), Math.Round(_milliseconds[images / 2], 4));
        return new(images, failures, mean, median, [.. _exits.Select((count, i) => new ExitShare(Name(i), count, (double)count / images))]);
    }

    private string Name(int exit) => exit < plan.Probes.Count ? plan.Probes[exit].Name : Prediction.End;
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

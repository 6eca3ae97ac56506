namespace Freeze.Calibration;

/// <summary>One class of an evaluation.</summary>
/// <param name="Class">Index of the class.</param>
/// <param name="Label">Name of the class.</param>
/// <param name="Answered">Images that the full network takes for it.</param>
/// <param name="Early">How many of these left early.</param>
/// <param name="Agree">How many of these got the full network's answer with caches on.</param>
/// <param name="Images">Images that are of this class; null without labels.</param>
/// <param name="RightFull">How many of those the full network gets right; null without labels.</param>
/// <param name="RightCached">How many of those are right with caches on; null without labels.</param>
public sealed record ClassReport(
    int Class, string Label, int Answered, int Early, int Agree, int? Images, int? RightFull, int? RightCached);

/// <summary>Answers that are not the true class.</summary>
/// <param name="Pairs">The most frequent pairs with caches on, most frequent first.</param>
/// <param name="OtherPairs">Pairs that occur and are not listed.</param>
/// <param name="OtherFull">Answers of the full network in them.</param>
/// <param name="OtherCached">Answers with caches on in them.</param>
public sealed record Confusion(IReadOnlyList<ConfusedPair> Pairs, int OtherPairs, int OtherFull, int OtherCached);

/// <summary>A class that is taken for another.</summary>
/// <param name="Truth">Index of the true class.</param>
/// <param name="Answer">Index of the class that was given.</param>
/// <param name="Full">How often by the full network.</param>
/// <param name="Cached">How often with caches on.</param>
public sealed record ConfusedPair(int Truth, int Answer, int Full, int Cached);

/// <summary>Images whose answer with caches on is not the full network's.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Images">The surest early answers, surest first.</param>
/// <param name="Others">How many are not listed.</param>
public sealed record Differences(int Count, IReadOnlyList<DifferingImage> Images, int Others);

/// <summary>An image whose early answer is not the full network's.</summary>
/// <param name="Index">Index of the image.</param>
/// <param name="Name">Its name, such as its file; null when it has none.</param>
/// <param name="Early">The early answer.</param>
/// <param name="Full">The full network's answer.</param>
/// <param name="Truth">The true class; null without labels.</param>
/// <param name="Exit">Where it left.</param>
/// <param name="Agreement">Estimated probability that the full network agrees.</param>
public sealed record DifferingImage(int Index, string? Name, string Early, string Full, string? Truth, string Exit, float Agreement);

/// <summary>Takes an evaluation apart: by class, by pair of classes, by image.</summary>
internal sealed class EvaluationBreakdown(ModelPlan plan, Prediction[] full, Prediction[] cached, IReadOnlyList<int>? labels)
{
    /// <summary>Pairs of classes in a report at most: all of them with twenty classes.</summary>
    public const int MostPairs = 380;

    /// <summary>Differing images in a report at most.</summary>
    public const int MostImages = 200;

    /// <summary>Every class, in order.</summary>
    public IReadOnlyList<ClassReport> Classes()
    {
        var counts = new (int Answered, int Early, int Agree, int Images, int RightFull, int RightCached)[plan.Classes];
        for (var i = 0; i < full.Length; i++)
        {
            ref var answered = ref counts[full[i].Class];
            answered.Answered++;
            if (cached[i].IsEarly) answered.Early++;
            if (cached[i].Class == full[i].Class) answered.Agree++;
            if (labels is null) continue;
            ref var truth = ref counts[labels[i]];
            truth.Images++;
            if (full[i].Class == labels[i]) truth.RightFull++;
            if (cached[i].Class == labels[i]) truth.RightCached++;
        }

        return [.. counts.Select((n, c) => labels is null
            ? new ClassReport(c, plan.Label(c), n.Answered, n.Early, n.Agree, null, null, null)
            : new ClassReport(c, plan.Label(c), n.Answered, n.Early, n.Agree, n.Images, n.RightFull, n.RightCached))];
    }

    /// <summary>Pairs of classes that are confused; null without labels.</summary>
    public Confusion? Confusion()
    {
        if (labels is null) return null;
        var counts = new Dictionary<(int Truth, int Answer), (int Full, int Cached)>();
        for (var i = 0; i < full.Length; i++)
        {
            if (full[i].Class != labels[i]) Add((labels[i], full[i].Class), 1, 0);
            if (cached[i].Class != labels[i]) Add((labels[i], cached[i].Class), 0, 1);
        }

        ConfusedPair[] pairs = [.. counts.Select(n => new ConfusedPair(n.Key.Truth, n.Key.Answer, n.Value.Full, n.Value.Cached))
            .OrderByDescending(p => p.Cached).ThenByDescending(p => p.Full).ThenBy(p => p.Truth).ThenBy(p => p.Answer)];
        var others = pairs.Skip(MostPairs);
        return new Confusion([.. pairs.Take(MostPairs)], others.Count(), others.Sum(p => p.Full), others.Sum(p => p.Cached));

        void Add((int, int) pair, int byFull, int byCached)
        {
            var (f, c) = counts.GetValueOrDefault(pair);
            counts[pair] = (f + byFull, c + byCached);
        }
    }

    /// <summary>Images whose answers differ.</summary>
    /// <param name="images">The images, for their names.</param>
    public Differences Differences(IImageSet images)
    {
        int[] different =
        [
            .. Enumerable.Range(0, full.Length).Where(i => full[i].Class != cached[i].Class).OrderByDescending(i => cached[i].Score),
        ];
        return new Differences(different.Length, [.. different.Take(MostImages).Select(Image)], Math.Max(0, different.Length - MostImages));

        DifferingImage Image(int i) => new(
            i, images.Name(i), cached[i].Label, full[i].Label, labels is null ? null : plan.Label(labels[i]),
            cached[i].Exit, cached[i].Score);
    }
}

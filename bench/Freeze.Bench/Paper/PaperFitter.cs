using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Calibration;

namespace Freeze.Bench.Paper;

/// <summary>Makes both kinds of the paper's caches at every probe and looks validation and test images up in them.</summary>
/// <param name="model">The network, without caches.</param>
/// <param name="train">Training images: fitting images, then validation images, are drawn from them.</param>
/// <param name="test">Test images.</param>
/// <param name="scale">How many of them.</param>
internal sealed class PaperFitter(FrozenModel model, IImageSet train, IImageSet test, PaperScale scale)
{
    // Bytes of the whole activations that are held at a time.
    private const long Room = 5_000_000_000;

    private readonly int _test = Math.Min(scale.Test, test.Count);

    public (PaperLookUps Clusters, PaperLookUps Neighbours) Run()
    {
        var probes = model.Plan.Probes;
        var images = scale.Fitting + scale.Validation + _test;
        PaperLookUps clusters = new(scale.Validation, _test, probes.Count), neighbours = new(scale.Validation, _test, probes.Count);
        for (var first = 0; first < probes.Count;)
        {
            var (last, bytes) = (first, 0L);
            while (last < probes.Count && (last == first || bytes + Bytes(last) <= Room)) bytes += Bytes(last++);
            Log.Step($"the paper's caches: probes {first + 1} to {last} of {probes.Count}");
            var features = new FeatureMatrix?[probes.Count];
            for (var k = first; k < last; k++) features[k] = new FeatureMatrix(images, Values(k));
            var answers = Observe(features);
            answers.AsSpan(scale.Fitting, scale.Validation).CopyTo(clusters.Validation.Network);
            answers.AsSpan(scale.Fitting, scale.Validation).CopyTo(neighbours.Validation.Network);
            answers.AsSpan(scale.Fitting + scale.Validation).CopyTo(clusters.Test.Network);
            answers.AsSpan(scale.Fitting + scale.Validation).CopyTo(neighbours.Test.Network);
            for (var k = first; k < last; k++)
            {
                Fit(k, features[k]!, answers, clusters, neighbours);
                features[k] = null;
            }

            first = last;
        }

        return (clusters, neighbours);

        long Bytes(int probe) => 2L * images * Values(probe);
    }

    private int Values(int probe) =>
        model.Plan.Probes[probe].Shape.Channels * model.Plan.Probes[probe].Shape.Height * model.Plan.Probes[probe].Shape.Width;

    private int[] Observe(FeatureMatrix?[] features)
    {
        // A grid as fine as the activation is the activation.
        int[] grids = [.. features.Select((matrix, k) => matrix is null ? 0 : model.Plan.Probes[k].Shape.Height)];
        var order = Enumerable.Range(0, train.Count).ToArray();
        new Random(1).Shuffle(order);
        var progress = new FittingProgress("the paper's caches");
        var known = Observer.Run(
            model, train, order[..(scale.Fitting + scale.Validation)], grids, (image, probe, values) => features[probe]!.Store(image, values),
            "training images", progress, CancellationToken.None);
        var chosen = Enumerable.Range(0, _test).Select(i => TestImage(i, _test, test.Count)).ToArray();
        var unknown = Observer.Run(
            model, test, chosen, grids, (image, probe, values) => features[probe]!.Store(known.Length + image, values),
            "test images", progress, CancellationToken.None);
        return [.. known, .. unknown];
    }

    /// <summary>The test images of a subset are spread evenly: such sets are sorted by class.</summary>
    public static int TestImage(int index, int count, int all) => (int)((long)index * all / count);

    private void Fit(int probe, FeatureMatrix features, int[] answers, PaperLookUps clusters, PaperLookUps neighbours)
    {
        var classes = model.Plan.Classes;
        var trainer = new ProjectionTrainer(features, classes);
        trainer.Train(answers, scale.Fitting, scale.Epochs, probe + 1);
        var keys = trainer.Keys();
        var projection = ((long)features.Columns * PaperScale.Units, trainer.Milliseconds());
        var stored = scale.Fitting * PaperScale.Units;
        var means = new PaperClusters(keys.AsSpan(0, stored), answers.AsSpan(0, scale.Fitting), classes, probe + 1);
        clusters.Fill(probe, means, keys, scale.Fitting, projection);
        neighbours.Fill(probe, new PaperNeighbours(keys, answers, scale.Fitting, classes), keys, scale.Fitting, projection);
        var (byClusters, byNeighbours) = (Agreement(clusters), Agreement(neighbours));
        Log.Step(FormattableString.Invariant(
            $"{model.Plan.Probes[probe].Name}: of all test images k-means answers {byClusters:0.0%} as the network does, k-NN {byNeighbours:0.0%}"));

        double Agreement(PaperLookUps of) => Enumerable.Range(0, of.Test.Images).Average(i => of.Test.Agrees(probe, i) ? 1.0 : 0);
    }
}

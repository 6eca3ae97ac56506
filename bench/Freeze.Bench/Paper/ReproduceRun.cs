using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Caching;
using Freeze.Calibration;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Costs;
using Freeze.Onnx2Cs.Data;

namespace Freeze.Bench.Paper;

/// <summary>The paper's caches, ours, a small static network and the oracle on the same test images.</summary>
/// <param name="sources">Where networks, data and fitted caches lie.</param>
/// <param name="scale">How much of the data the paper's caches take.</param>
internal sealed class ReproduceRun(Sources sources, PaperScale scale)
{
    private readonly string _data = Path.Combine(sources.Shared, "data", "cifar10");

    /// <summary>Makes the rows.</summary>
    /// <exception cref="FreezeException">Networks or data are missing.</exception>
    public (IReadOnlyList<PaperRow> Rows, int Images) Run()
    {
        var (large, small) = (Open(SharedNetworks.Names[0]), Open(SharedNetworks.Names[1]));
        using var model = large.Load(threads: 0);
        var (train, calibration, test) = (Read("train.tar", large.Plan), Read("calibration.tar", large.Plan), Read("test.tar", large.Plan));
        var images = new Some(test, Math.Min(scale.Test, test.Count));
        int[]? labels = test.Labels(large.Plan) is { } all ? [.. Enumerable.Range(0, images.Count).Select(i => all[images.At(i)])] : null;
        Log.Step("what the network's parts cost");
        var measured = CostProfiler.Measure(model, TimeSpan.FromSeconds(20));
        var walk = new PaperWalk(large.Plan, measured, labels);

        var rows = new List<PaperRow> { new("full network", 1, null, large.Plan.Macs, large.Plan.Macs, null, 0) };
        var (clusters, neighbours) = new PaperFitter(model, train, test, scale).Run();
        rows.Add(walk.Row("paper's k-means", clusters, "33% by half, 92.85% agree"));
        rows.Add(walk.Row("paper's k-NN", neighbours, "about 20% by half, 97.48% agree"));
        rows.Add(walk.Oracle("oracle over paper's k-NN", neighbours.Test, "91.58% by half"));

        Log.Step("this project's centroids");
        var options = new FitOptions { Kind = CacheKind.Centroids, FittingImages = scale.Centroids };
        var fitted = new CacheFitter(model, options).Fit(train, calibration, new FittingProgress("centroids"));
        rows.Add(Evaluate($"centroids, certified {options.Risk:0%}", model, fitted.Caches, images, labels, out var full));
        rows[0] = rows[0] with { Accuracy = full.AccuracyFull, Milliseconds = full.MillisecondsFull };
        if (large.Caches is { } caches)
        {
            rows.Add(Evaluate(Name(caches), model, caches, images, labels, out _));
            if (caches.Probes.Any(cache => cache is { IsOn: true }))
                rows.Add(walk.Oracle("oracle over learned caches", CacheLookUps.Of(model, Silent(caches), images), ""));
        }
        else
        {
            Log.LeftOut("learned caches", "give the folder of a network that onnx2cs fit has fitted with --caches");
        }

        rows.Add(Static(small, images, labels, clusters.Test.Network));
        return (rows, images.Count);
    }

    // The small network is another network: its answers are its own.
    private static PaperRow Static(Network small, Some images, int[]? labels, int[] network)
    {
        using var model = small.Load(threads: 0);
        var detail = new Evaluator(model).EvaluateEach(images, labels);
        var agree = detail.Full.Where((prediction, i) => prediction.Class == network[i]).Count() / (double)images.Count;
        return new("small static network", agree, detail.Report.AccuracyFull, small.Plan.Macs, small.Plan.Macs, detail.Report.MillisecondsFull, null);
    }

    private static PaperRow Evaluate(string name, FrozenModel model, CacheSet caches, IImageSet images, int[]? labels, out EvaluationReport report)
    {
        report = new Evaluator(model, caches).Evaluate(images, labels, new FittingProgress(name));
        var (plan, probes) = (model.Plan, report.Probes);
        var end = 1 - probes.Sum(probe => probe.Share);
        return new(
            name, report.Agreement, report.AccuracyCached, plan.Macs * (1 - report.MacsSaved),
            end * plan.Macs + probes.Select((probe, k) => probe.Share * plan.MacsBefore(plan.Probes[k].AfterLayers)).Sum(),
            report.MillisecondsCached, probes.Take(probes.Count / 2).Sum(probe => probe.Share));
    }

    private static string Name(CacheSet caches)
    {
        var kind = caches.Probes.FirstOrDefault(cache => cache is not null)?.Kind ?? "no";
        return caches.Certificate is { } certificate ? FormattableString.Invariant($"{kind}, certified {certificate.Risk:0.##%}") : kind;
    }

    // Every probe that has a cache is asked, whatever its threshold.
    private static CacheSet Silent(CacheSet caches) => new()
    {
        Probes = [.. caches.Probes.Select(cache => cache?.WithThreshold(ProbeCache.Listening))], Weights = caches.Weights,
    };

    private Network Open(string name)
    {
        var path = Path.Combine(sources.Shared, "models", name, "model.onnx");
        if (!File.Exists(path))
            throw new FreezeException($"The file '{path}' does not exist; give the folder that holds models/ and data/cifar10/ with --shared.");
        return SharedNetworks.Open(name, sources, withCaches: name == SharedNetworks.Names[0])!;
    }

    private ModelImages Read(string file, ModelPlan plan)
    {
        var path = Path.Combine(_data, file);
        if (!File.Exists(path))
            throw new FreezeException($"The file '{path}' does not exist; give the folder that holds models/ and data/cifar10/ with --shared.");
        return ModelImages.Read(path, plan, $"reading {file}", new FittingProgress("CIFAR-10"), CancellationToken.None);
    }

    /// <summary>Images spread evenly over a set.</summary>
    private sealed class Some(IImageSet all, int count) : IImageSet
    {
        public int Count => count;

        public int At(int index) => PaperFitter.TestImage(index, count, all.Count);

        public void Read(int index, Span<byte> rgb) => all.Read(At(index), rgb);
    }
}

using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Caching;

namespace Freeze.Bench.Comparison;

/// <summary>Compares one network on both sides: every number of threads, every batch, caches off and on.</summary>
internal sealed class Comparer(Network network, Effort effort)
{
    public IEnumerable<Row> Rows(IReadOnlyList<int> threads, IReadOnlyList<int> batches)
    {
        var only = OnnxRuntimeContender.FixedBatch(network.OnnxPath);
        foreach (var count in threads)
        {
            using var model = network.Load(count);
            foreach (var batch in batches)
            {
                var row = $"{network.Name}, batch {batch}, {count} thread{(count == 1 ? "" : "s")}";
                if (only is { } demanded && demanded != batch) Log.LeftOut(row, $"the ONNX file takes batches of {demanded} only");
                else if (network.Images.Count < batch) Log.LeftOut(row, $"there are {network.Images.Count} images");
                else foreach (var measured in Rows(row, model, count, batch)) yield return measured;
            }
        }
    }

    private IEnumerable<Row> Rows(string name, FrozenModel model, int threads, int batch)
    {
        Log.Step(name);
        using var onnxRuntime = SpinTrial.Fastest(network, threads, batch, effort);
        using var freeze = new FreezeContender(model, network.Images, batch);
        var windows = network.Images.Count / batch;
        var agreement = Agreement.Check(freeze, onnxRuntime, windows, batch, network.Plan.Classes);
        yield return Measure(caches: null);
        if (network.Caches is null) yield break;
        Log.Step(name + ", caches on");
        yield return Measure(network.Caches);

        Row Measure(CacheSet? caches)
        {
            model.UseCaches(caches);

            // Every image once, so that each has an answer to compare however short the measurement is.
            for (var window = 0; window < windows; window++) freeze.Run(window);
            var (ours, theirs, ratio) = Duel.Run(new Side(freeze, windows, batch), new Side(onnxRuntime, windows, batch), effort);
            model.UseCaches(null);
            var predictions = freeze.Predictions.AsSpan(0, windows * batch).ToArray();
            return new Row
            {
                Model = network.Name,
                Batch = batch,
                Threads = threads,
                Caches = caches is not null,
                OnnxRuntimeSpins = onnxRuntime.Spins,
                Freeze = ours,
                OnnxRuntime = theirs,
                Ratio = ratio,
                NominalMacs = network.Plan.Macs,
                ExecutedMacs = ExecutedMacs.Mean(network.Plan, caches, predictions),
                SameAnswers = agreement.ShareOf(predictions),
                Agreement = agreement,
            };
        }
    }
}

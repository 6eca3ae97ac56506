using System.Globalization;
using Freeze.Bench.Comparison;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Caching.Audits;
using Freeze.Caching.Streams;
using Freeze.Onnx2Cs.Data;
using Freeze.Samples.Conveyor;
using Spectre.Console;

namespace Freeze.Bench.Online;

/// <summary>The same requests in their order and shuffled, by themselves and as a stream.</summary>
/// <param name="frames">Frames of the conveyor; 0 leaves it out.</param>
/// <param name="count">Images of CIFAR-10.</param>
/// <param name="seed">Seed of the conveyor's stream.</param>
/// <param name="options">What the stream makes of its past.</param>
internal sealed class BurstsRun(int frames, int count, ulong seed, StreamOptions options)
{
    public int Run(string? caches, string shared, string workspace)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in (string[])["requests", "order", "asked", "saved MACs", "left early", "differ", "differ, without audits' repair"])
            table.AddColumn(column);
        if (frames > 0) AddConveyor(table);
        if (caches is null) Log.LeftOut("CIFAR-10", "give the folder of its caches with --caches");
        else AddCifar(table, new Sources(shared, caches, FitCaches: false, workspace));
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(table);
        return 0;
    }

    private void AddConveyor(Table table)
    {
        var images = new byte[frames * ConveyorRenderer.FrameBytes];
        var stream = new ConveyorStream(seed);
        for (var i = 0; i < frames; i++) stream.Next(images.AsSpan(i * ConveyorRenderer.FrameBytes, ConveyorRenderer.FrameBytes));
        Add(table, "conveyor", ConveyorNetwork.Open(), images);
    }

    private void AddCifar(Table table, Sources sources)
    {
        var path = Path.Combine(sources.Shared, "data", "cifar10", "test.tar");
        if (!File.Exists(path) || SharedNetworks.Open(SharedNetworks.Names[0], sources) is not { Caches: not null } network)
        {
            Log.LeftOut("CIFAR-10", $"{path} or caches of {SharedNetworks.Names[0]} in {sources.Caches} are missing");
            return;
        }

        var set = ModelImages.Read(path, network.Plan, "reading images", new FittingProgress("CIFAR-10"), CancellationToken.None);
        if (set.Labels(network.Plan) is not { } labels)
        {
            // The classes of the images make the bursts; without names for the network's own, the order in the set does.
            labels = [.. Enumerable.Range(0, set.Count).Select(i => (int)((long)i * network.Plan.Classes / set.Count))];
        }

        var (images, values) = (new byte[count * network.Plan.Input.Values], network.Plan.Input.Values);
        var order = Bursts(labels, network.Plan.Classes);
        for (var i = 0; i < count; i++) set.Read(order[i], images.AsSpan(i * values, values));
        Add(table, "CIFAR-10, Zipf bursts", network, images);
    }

    // Bursts of one class, eight images long on average; the r-th class comes with frequency 1/r.
    private int[] Bursts(int[] labels, int classes)
    {
        var random = new Random(1);
        var byClass = Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, labels.Length).Where(i => labels[i] == c).ToArray()).ToArray();
        random.Shuffle(byClass);
        var total = Enumerable.Range(1, classes).Sum(r => 1.0 / r);
        var (order, rank) = (new int[count], 0);
        for (var i = 0; i < count; i++)
        {
            if (i == 0 || random.Next(8) == 0)
            {
                var u = random.NextDouble() * total;
                for (rank = 0; rank < classes - 1 && (u -= 1.0 / (rank + 1)) > 0;) rank++;
            }

            order[i] = byClass[rank][random.Next(byClass[rank].Length)];
        }

        return order;
    }

    private void Add(Table table, string name, Network network, byte[] images)
    {
        Log.Step(name);
        var plan = network.Plan;
        var (values, requests) = (plan.Input.Values, images.Length / plan.Input.Values);
        using var model = network.Load(threads: 0);
        model.UseCaches(network.Caches);
        var truth = Truth.Of(model, images, requests);
        var shuffled = Enumerable.Range(0, requests).ToArray();
        new Random(2).Shuffle(shuffled);
        foreach (var (word, order) in (IEnumerable<(string, int[])>)[("in order", [.. Enumerable.Range(0, requests)]), ("shuffled", shuffled)])
        {
            foreach (var asStream in (bool[])[false, true])
            {
                Log.Step($"{name}, {word}, {(asStream ? "stream" : "one by one")}");
                var stream = asStream ? model.CreateStream(options) : null;
                using var counter = new AuditCounter(plan);
                var alarms = 0;
                void Alarm(object? sender, PromiseChangedEventArgs change) => alarms++;
                model.PromiseChanged += Alarm;
                var answers = order.Select(i =>
                {
                    var image = images.AsSpan(i * values, values);
                    return stream is null ? model.Predict(image) : stream.Predict(image);
                }).ToArray();
                model.PromiseChanged -= Alarm;
                var differ = (double)order.Where((image, at) => answers[at].Class != truth[image]).Count() / requests;
                var unrepaired = differ + (double)counter.Disagreements / requests;
                var saved = 1 - ExecutedMacs.Mean(plan, network.Caches, answers) / plan.Macs;
                var early = (double)answers.Count(a => a.IsEarly) / requests;
                var how = stream is null ? "one by one"
                    : Text($"stream, {options.Audit.Share:0.#%} audits, {alarms} alarms, strength {stream.Strength:0.##}");
                table.AddRow(name, word, how, Percent(saved), Percent(early), Percent(differ), Percent(unrepaired));

                // An alarm may have raised the model's own thresholds; the next row starts as this one did.
                if (model.Caches != network.Caches) model.UseCaches(network.Caches);
            }
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Percent(double value) => value.ToString("0.0# %", CultureInfo.InvariantCulture);
}

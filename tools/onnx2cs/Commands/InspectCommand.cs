using System.CommandLine;
using System.Globalization;
using Freeze.Caching;
using Freeze.Onnx2Cs.Compilation;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary><c>onnx2cs inspect</c>: what is in a model.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("DIR|model.onnx") { Description = "Folder of a converted model, or an ONNX file." };
        var source = new Option<bool>("--source") { Description = "Prints the code that the generator writes, and nothing else." };
        var trust = ModelOptions.Trust();
        var options = new ModelOptions();
        var command = new Command("inspect", "Shows layers, shapes, cost, memory, probes and certificate.") { target, source, trust };
        options.AddTo(command);
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var path = arguments.GetValue(target)!;
            if (Directory.Exists(path))
            {
                Show(ModelFolder.Open(path, arguments.GetValue(trust)), arguments.GetValue(source));
                return 0;
            }

            var converted = Terminal.Interruptible(() => options.Convert(arguments, path), cancellation);
            var folder = Directory.CreateTempSubdirectory("onnx2cs-inspect-").FullName;
            try
            {
                Show(ModelFolder.Write(converted, folder), arguments.GetValue(source));
                return 0;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }));
        return command;
    }

    private static void Show(ModelFolder folder, bool source)
    {
        if (source) Console.Out.Write(folder.Model.GeneratedSource);
        else Print(folder);
    }

    private static void Print(ModelFolder folder)
    {
        var plan = folder.Model.Plan;
        using var model = folder.Model.Load(folder.Path);
        var layers = Terminal.Table("layer", "operator", "output", "M MACs", "weights, kB");
        layers.Columns[1].LeftAligned().NoWrap();
        var probes = plan.Probes.ToLookup(probe => probe.AfterLayers);
        for (var i = 0; i < plan.Layers.Count; i++)
        {
            var layer = plan.Layers[i];
            var weights = layer.Tensors.Sum(t => t.Shape.Aggregate(4L, (bytes, length) => bytes * length));
            layers.AddRow(Terminal.Name(layer.Name), layer.GetType().Name, layer.Output.ToString(), Number(layer.Macs / 1e6), Number(weights / 1e3));
            foreach (var probe in probes[i + 1])
            {
                var soFar = Number(plan.MacsBefore(i + 1) / 1e6);
                layers.AddRow($"[blue]  {Terminal.Name(probe.Name)}[/]", "[blue]probe[/]", "[blue]so far[/]", $"[blue]{soFar}[/]", "");
            }
        }

        AnsiConsole.Write(layers);
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"input {plan.Input.Describe()}; {plan.Classes} classes; {plan.Macs / 1e6:0.0} M MACs; arena {plan.Arena * 4 / 1e6:0.00} MB an image");
        if (model.Caches is { } caches) PrintCaches(caches, plan);
        else AnsiConsole.MarkupLine("no caches: every request runs to the end");
    }

    private static void PrintCaches(CacheSet caches, ModelPlan plan)
    {
        var table = Terminal.Table("probe", "kind", "units", "grid", "threshold", "look-up, M MACs");
        for (var i = 0; i < plan.Probes.Count; i++)
        {
            var probe = plan.Probes[i];
            var name = Terminal.Name(probe.Name);
            if (caches.Probes[i] is not { IsOn: true } cache) table.AddRow(name, "off", "", "", "", "");
            else
            {
                var macs = Number(cache.Macs(probe.Shape) / 1e6);
                // A probe that answers nobody is looked up for what later ones learn from it.
                var threshold = cache.Threshold < ProbeCache.Listening ? $"{cache.Threshold:0.0000}" : "listens";
                var units = cache switch
                {
                    LearnedCache { Hidden: 0 } => "linear",
                    LearnedCache learned => $"{learned.Hidden} hidden",
                    CentroidCache centroids => $"{centroids.Classes.Length} centroids",
                    _ => "",
                };
                table.AddRow(name, cache.Kind, units, $"{cache.Grid}x{cache.Grid}", threshold, macs);
            }
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"caches take {caches.Bytes / 1e6:0.00} MB");
        PrintCertificate(caches, plan);
    }

    private static void PrintCertificate(CacheSet caches, ModelPlan plan)
    {
        if (caches.Certificate is not { } c)
            AnsiConsole.MarkupLine("[yellow]no certificate[/]");
        else if (c.Weights != caches.Weights || c.Preprocessing != plan.Input.Describe()
            || !c.Thresholds.SequenceEqual(caches.Probes.Select(p => p?.Threshold ?? float.PositiveInfinity)))
            AnsiConsole.MarkupLine(
                "[red]certificate void:[/] weights, preprocessing or thresholds are not those that were certified; run onnx2cs fit again");
        else
        {
            // Unit, precision and device are text from a file.
            var origin = Terminal.Name($"unit: {c.SamplingUnit}; {c.Precision}, {c.Device}");
            AnsiConsole.MarkupLine(
                $"[green]certificate:[/] at most {c.Risk:0.0#%} of predictions differ from the full network's, with {c.Confidence:0.0#%} confidence; "
                + $"{Markup.Escape(Shown(c))}; {origin}");
            if (Evidence.Unit(c) is { } unit) AnsiConsole.WriteLine(unit);
            AnsiConsole.MarkupLine(
                "it does not cover streams (CreateStream) or requests that drift: what they get rests on audits, FrozenModelOptions.Audit");
        }
    }

    private static string Shown(Certificate c) => c.Method switch
    {
        BoundMethod.AnytimeValid =>
            $"refitted online: of {c.Images} requests that ran to the end in their trial {c.Disagreements} would have differed "
            + $"(anytime-valid bound {c.Bound:0.00%} of all requests)",
        _ => $"{Evidence.Differed(c)} (Clopper-Pearson bound {c.Bound:0.00%})",
    };

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}

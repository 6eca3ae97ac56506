using System.CommandLine;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Verification;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary><c>onnx2cs convert</c>: an ONNX file becomes a definition in C# and weights.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model.onnx") { Description = "The ONNX file." };
        var output = new Option<string>("--folder", "-o") { Description = "Folder for the definition and the weights.", Required = true };
        var noCheck = new Option<bool>("--no-check")
        {
            Description = "Writes the model without running it on a seeded image beside the reference evaluator, which takes a few seconds for "
                + "a network of a billion multiply-accumulates.",
        };
        var options = new ModelOptions();
        var command = new Command("convert", "Turns an ONNX image classifier into a C# definition and weight files.") { model, output, noCheck };
        options.AddTo(command);
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var converted = Terminal.Interruptible(() => options.Convert(arguments, arguments.GetValue(model)!), cancellation);
            GC.Collect();
            var expected = arguments.GetValue(noCheck) ? null : Terminal.Interruptible(() => Expect(converted, cancellation), cancellation);

            // The weights as the file has them are not needed any more, nor is what folding left over: packing takes as much again.
            converted.Graph.Forget();
            GC.Collect();
            var folder = ModelFolder.Write(converted, arguments.GetValue(output)!, options.Inputs(arguments, arguments.GetValue(model)!), written => Check(written, converted, expected));
            var plan = folder.Model.Plan;
            var cost = $"{plan.Macs / 1e6:0.0} M multiply-accumulates";
            AnsiConsole.MarkupLineInterpolated(
                $"[bold]{converted.Spec.ClassName}[/]: {plan.Layers.Count} layers, {cost}, {plan.Probes.Count} probes");
            AnsiConsole.MarkupLineInterpolated($"  input {plan.Input.Describe()}");
            foreach (var path in new[] { folder.Definition, Weights(".safetensors"), Weights(".cpu.safetensors") })
                AnsiConsole.MarkupLineInterpolated($"  {path}  ({Terminal.Size(path)})");
            if (converted.Warning is { } warning) Terminal.Warn(warning);
            if (!converted.HasHead)
            {
                Terminal.Warn($"the network has no head: its {plan.Classes} outputs are features and no scores of classes, and caches would learn "
                    + "which feature is the largest. Add a dense layer for the classes before export; a model of preprocessing alone is joined "
                    + "with the network that reads it (onnx.compose.merge_models).");
            }

            return 0;

            string Weights(string ending) => Path.Combine(folder.Path, plan.Name + ending);
        }));
        return command;
    }

    private static SeededOutput? Expect(ConvertedModel converted, CancellationToken cancellation)
    {
        try
        {
            return Verifier.Expect(converted, cancellation);
        }
        catch (ConversionException e)
        {
            Terminal.Warn($"the model was not checked, since the reference evaluator cannot run it: {e.Message}");
            return null;
        }
    }

    // A defect of the converter must never become a wrong answer of a program.
    private static void Check(ModelFolder written, ConvertedModel converted, SeededOutput? expected)
    {
        if (expected is null) return;
        using var model = written.Model.Load(written.Path, new FrozenModelOptions { UseCaches = false });
        var comparison = Verifier.Check(model, converted, expected);
        if (comparison.Passed) return;
        throw new FreezeException(
            $"The converted network does not compute what '{converted.Graph.Source}' says: on a seeded image {Quoted.Text(comparison.Name)} is off by "
            + FormattableString.Invariant($"{comparison.WorstAbsolute:0.00e+0}, or {comparison.WorstRelative:0.00e+0} of a value. ")
            + "Nothing was written. This is a defect of onnx2cs; please report it. --no-check writes the model all the same.");
    }
}

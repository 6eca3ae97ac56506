using System.CommandLine;
using Freeze.Onnx2Cs.Compilation;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary><c>onnx2cs convert</c>: an ONNX file becomes a definition in C# and weights.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model.onnx") { Description = "The ONNX file." };
        var output = new Option<string>("--output", "-o") { Description = "Folder for the definition and the weights.", Required = true };
        var options = new ModelOptions();
        var command = new Command("convert", "Turns an ONNX image classifier into a C# definition and weight files.") { model, output };
        options.AddTo(command);
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var converted = Terminal.Interruptible(() => options.Convert(arguments, arguments.GetValue(model)!), cancellation);

            // The weights as the file has them are not needed any more, nor is what folding left over: packing takes as much again.
            converted.Graph.Forget();
            GC.Collect();
            var folder = ModelFolder.Write(converted, arguments.GetValue(output)!);
            var plan = folder.Model.Plan;
            var cost = $"{plan.Macs / 1e6:0.0} M multiply-accumulates";
            AnsiConsole.MarkupLineInterpolated(
                $"[bold]{converted.Spec.ClassName}[/]: {plan.Layers.Count} layers, {cost}, {plan.Probes.Count} probes");
            AnsiConsole.MarkupLineInterpolated($"  input {plan.Input.Describe()}");
            foreach (var path in new[] { folder.Definition, Weights(".safetensors"), Weights(".cpu.safetensors") })
                AnsiConsole.MarkupLineInterpolated($"  {path}  ({Terminal.Size(path)})");
            if (converted.Warning is { } warning) Terminal.Warn(warning);
            return 0;

            string Weights(string ending) => Path.Combine(folder.Path, plan.Name + ending);
        }));
        return command;
    }
}

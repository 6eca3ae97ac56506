using System.CommandLine;
using Freeze.Onnx2Cs.Verification;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary><c>onnx2cs verify</c>: does the C# compute what the ONNX file says?</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model.onnx") { Description = "The ONNX file." };
        var data = new Option<string?>("--test-data")
        {
            Description = "Folder of test_data_set_*/{input,output}_*.pb. Default: the model's own folder; "
                + "without any, seeded input and the reference evaluator.",
        };
        var atol = new Option<double?>("--atol") { Description = "Absolute tolerance. Default: 1e-4; for a network that rounds, and 2 % of the largest output." };
        var rtol = new Option<double?>("--rtol") { Description = "Relative tolerance. Default: 1e-3." };
        var options = new ModelOptions();
        var command = new Command("verify", "Converts, compiles and runs a model, and compares its outputs.") { model, data, atol, rtol };
        options.AddTo(command);
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var path = arguments.GetValue(model)!;
            var stored = arguments.GetValue(data);
            var converted = Terminal.Interruptible(() => options.Convert(arguments, path, Verifier.StoredShape(path, stored)), cancellation);
            var tolerance = Verifier.DefaultTolerance(converted.Graph);
            if (arguments.GetValue(atol) is { } absolute) tolerance = new(absolute, tolerance.Relative);
            if (arguments.GetValue(rtol) is { } relative) tolerance = tolerance with { Relative = relative };
            var comparisons = Verifier.Run(path, converted, stored, tolerance, cancellation);
            var table = Terminal.Table("output", "values", "worst error", "worst relative", "verdict");
            foreach (var c in comparisons)
            {
                table.AddRow(
                    Terminal.Name(c.Name), $"{c.Values}", $"{c.WorstAbsolute:0.00e+0}", $"{c.WorstRelative:0.00e+0}",
                    c.Passed ? "[green]passed[/]" : "[red]failed[/]");
            }

            AnsiConsole.Write(table);
            if (comparisons.All(c => c.Passed)) return 0;
            if (Verifier.DefaultTolerance(converted.Graph) != Tolerance.Floats)
            {
                Console.Error.WriteLine("The network rounds or compares its activations, and a value half-way between two steps may go "
                    + "either way. Where few outputs differ, and by a step of the output, allow that with --atol.");
            }

            return 1;
        }));
        return command;
    }
}

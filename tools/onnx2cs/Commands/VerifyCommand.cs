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
        var atol = new Option<double>("--atol") { Description = "Absolute tolerance.", DefaultValueFactory = _ => Verifier.DefaultTolerance.Absolute };
        var rtol = new Option<double>("--rtol") { Description = "Relative tolerance.", DefaultValueFactory = _ => Verifier.DefaultTolerance.Relative };
        var options = new ModelOptions();
        var command = new Command("verify", "Converts, compiles and runs a model, and compares its outputs.") { model, data, atol, rtol };
        options.AddTo(command);
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var path = arguments.GetValue(model)!;
            var tolerance = new Tolerance(arguments.GetValue(atol), arguments.GetValue(rtol));
            var converted = Terminal.Interruptible(() => options.Convert(arguments, path), cancellation);
            var comparisons = Verifier.Run(path, converted, arguments.GetValue(data), tolerance, cancellation);
            var table = Terminal.Table("output", "values", "worst error", "worst relative", "verdict");
            foreach (var c in comparisons)
            {
                table.AddRow(
                    Terminal.Name(c.Name), $"{c.Values}", $"{c.WorstAbsolute:0.00e+0}", $"{c.WorstRelative:0.00e+0}",
                    c.Passed ? "[green]passed[/]" : "[red]failed[/]");
            }

            AnsiConsole.Write(table);
            if (comparisons.All(c => c.Passed)) return 0;
            if (Verifier.Rounds(converted.Graph))
            {
                Console.Error.WriteLine("The network rounds or compares its activations, and a value half-way between two steps may go "
                    + "either way. Where few outputs differ, and by a step of the output, allow that with --atol.");
            }

            return 1;
        }));
        return command;
    }
}

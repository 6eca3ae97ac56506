using System.CommandLine;
using Freeze.Onnx2Cs.Commands;

var root = new RootCommand("Turns ONNX image classifiers into C# that stops early.")
{
    ConvertCommand.Create(),
    VerifyCommand.Create(),
    FitCommand.Create(),
    EvaluateCommand.Create(),
    InspectCommand.Create(),
};
return await root.Parse(args).InvokeAsync();

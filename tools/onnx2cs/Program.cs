using Freeze.Onnx2Cs.Commands;

return await CommandLine.Run(args);

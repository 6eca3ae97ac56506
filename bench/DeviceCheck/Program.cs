using Freeze.DeviceCheck;

return CommandLine.Run(args);

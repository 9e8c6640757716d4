enum DataPlanePlaceholder {}

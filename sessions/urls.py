from django.urls import URLPattern

app_name = "dialogue_sessions"
urlpatterns: list[URLPattern] = []
